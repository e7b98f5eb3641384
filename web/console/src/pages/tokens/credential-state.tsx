import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  MinusCircleOutlined,
  SyncOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import { Tag } from 'antd';
import { useWords } from '../../words/words';
import type { CredentialHealth } from './token-health';

const LOOKS = {
  never_fetched: { color: 'default', icon: <MinusCircleOutlined /> },
  healthy: { color: 'success', icon: <CheckCircleOutlined /> },
  due: { color: 'processing', icon: <ClockCircleOutlined /> },
  renewing: { color: 'processing', icon: <SyncOutlined /> },
  degraded: { color: 'warning', icon: <WarningOutlined /> },
  dead: { color: 'error', icon: <CloseCircleOutlined /> },
} as const;

/** A state in words and with a sign, not by colour alone. */
export function CredentialState({ state }: Pick<CredentialHealth, 'state'>) {
  const { tokens: words } = useWords();
  return (
    <Tag className="state" {...LOOKS[state]}>
      {words.state[state]}
    </Tag>
  );
}
