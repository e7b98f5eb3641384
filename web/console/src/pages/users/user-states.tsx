import {
  CheckCircleOutlined,
  IdcardOutlined,
  KeyOutlined,
  MinusCircleOutlined,
  QrcodeOutlined,
  QuestionCircleOutlined,
  StopOutlined,
} from '@ant-design/icons';
import { Tag, Tooltip } from 'antd';
import { useWords } from '../../words/words';
import type { User } from './users';

/** Whether they follow: in words and with a sign, not by colour alone. */
export function Following({ user }: { readonly user: Pick<User, 'subscribed'> }) {
  const { users: words } = useWords();
  if (user.subscribed)
    return (
      <Tag color="success" icon={<CheckCircleOutlined />}>
        {words.followsNow}
      </Tag>
    );
  const known = user.subscribed === false;
  return (
    <Tooltip title={known ? words.followsHint.no : words.followsHint.unknown}>
      <Tag icon={known ? <MinusCircleOutlined /> : <QuestionCircleOutlined />}>
        {known ? words.followsNot : words.followsUnknown}
      </Tag>
    </Tooltip>
  );
}

const SIGNS = {
  snsapi_base: <KeyOutlined />,
  snsapi_userinfo: <IdcardOutlined />,
  snsapi_login: <QrcodeOutlined />,
} as const;

/** The most they ever granted. */
export function Granted({ user }: { readonly user: Pick<User, 'scope'> }) {
  const { users: words } = useWords();
  const { scope } = user;
  if (!scope) return <Tag icon={<StopOutlined />}>{words.scope.none}</Tag>;
  const known = scope in SIGNS ? (scope as keyof typeof SIGNS) : null;
  return (
    <Tag icon={known && SIGNS[known]} color={known === 'snsapi_base' ? undefined : 'processing'}>
      {known ? words.scope[known] : scope}
    </Tag>
  );
}
