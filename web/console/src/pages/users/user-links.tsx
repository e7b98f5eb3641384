import { WarningOutlined } from '@ant-design/icons';
import { App, Button, Popconfirm } from 'antd';
import { CopyText } from '../../frame/copy-text';
import { Refused } from '../../frame/refused';
import { When } from '../../frame/when';
import { useMay } from '../../session/session';
import { useWords } from '../../words/words';
import { LinkForm } from './link-form';
import type { UserDeeds, UserDetail } from './user-detail';

/** The openids of other accounts that are this person's, and how we know. */
export function UserLinks({ user, deeds }: { readonly user: UserDetail; readonly deeds: UserDeeds }) {
  const { users: words, frame } = useWords();
  const { links: told } = words;
  const { message } = App.useApp();
  const allowed = useMay()('users:write');
  const { unlink } = deeds;
  return (
    <section aria-label={told.title}>
      <h2>{told.title}</h2>
      {user.links.length === 0 && <p className="quiet">{told.empty}</p>}
      <ul className="users-links">
        {user.links.map(({ id, account, openid, source, linked_at: at, contradicted }) => (
          <li key={`${account} ${openid}`} className="row">
            <span>{account}</span>
            <CopyText text={openid} />
            <span className="quiet">{told.source[source]}</span>
            {at && <When at={at} />}
            {contradicted && (
              <strong>
                <WarningOutlined /> {told.contradicted}
              </strong>
            )}
            {allowed && id !== null && (
              <Popconfirm
                title={told.undoSure}
                okText={told.undo}
                cancelText={frame.cancel}
                onConfirm={() => unlink.mutate(id, { onSuccess: () => void message.success(told.undone) })}
              >
                <Button size="small" loading={unlink.isPending && unlink.variables === id}>
                  {told.undo}
                </Button>
              </Popconfirm>
            )}
          </li>
        ))}
      </ul>
      <Refused error={unlink.error} />
      {user.refused_links.length > 0 && (
        <>
          <h3>{told.refused}</h3>
          <ul className="users-links">
            {user.refused_links.map(({ account, openid, reason, at }) => (
              <li key={`${account} ${openid} ${at}`} className="row">
                <span>{account}</span>
                <CopyText text={openid} />
                <span>{told.reason[reason] ?? reason}</span>
                <When at={at} />
              </li>
            ))}
          </ul>
        </>
      )}
      {allowed && <LinkForm user={user} link={deeds.link} />}
    </section>
  );
}
