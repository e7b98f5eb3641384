import { App, Drawer, Select, Tag } from 'antd';
import { CopyText } from '../../frame/copy-text';
import { Refused } from '../../frame/refused';
import { When } from '../../frame/when';
import { useMay } from '../../session/session';
import { useWords } from '../../words/words';
import { JsDomains, VerifyFile } from './account-domains';
import { AccountPush } from './account-push';
import { AccountSecret } from './account-secret';
import { type Account, useAccounts, useServer, useSetLoginAccount } from './accounts';

/** One account: what to enter in WeChat's console, and what is set up here. */
export function AccountDetail({
  account,
  close,
}: {
  readonly account: Account | undefined;
  readonly close: () => void;
}) {
  const { accounts: words } = useWords();
  const may = useMay();
  return (
    <Drawer
      open={account !== undefined}
      onClose={close}
      size={560}
      destroyOnHidden
      title={account && `${account.name} · ${account.key}`}
    >
      {account && (
        <div className="stack sections">
          {account.configured_by_environment && <p className="quiet">{words.configured}</p>}
          <ToEnter account={account} />
          {account.kind !== 'website' && <AccountPush account={account} />}
          {may('accounts:write') && (
            <>
              <VerifyFile account={account} />
              <JsDomains account={account} />
              {account.kind === 'subscription' && <LoginAccount account={account} />}
            </>
          )}
          {may('accounts:secrets') && <AccountSecret account={account} />}
        </div>
      )}
    </Drawer>
  );
}

function ToEnter({ account }: { readonly account: Account }) {
  const { accounts: words } = useWords();
  const { data: server } = useServer();
  return (
    <section aria-label={words.entered}>
      <h2>{words.entered}</h2>
      <dl className="facts">
        <dt>{words.callbackDomain}</dt>
        <dd>
          <CopyText text={account.callback_domain} keep={40} />
        </dd>
        <dt>{words.callbackUrl}</dt>
        <dd>
          <CopyText text={account.callback_url} keep={40} />
        </dd>
        <dt>{words.returnUrls}</dt>
        <dd>
          {server?.return_urls.length
            ? server.return_urls.map((url) => <Tag key={url}>{url}</Tag>)
            : words.onlyOwn}
          <div className="quiet">{words.returnUrlsHint}</div>
        </dd>
        <dt>{words.created}</dt>
        <dd>
          <When at={account.created_at} />
        </dd>
        <dt>{words.updated}</dt>
        <dd>
          <When at={account.updated_at} />
        </dd>
      </dl>
    </section>
  );
}

/** An account that cannot authorize visitors borrows one that can. */
function LoginAccount({ account }: { readonly account: Account }) {
  const { accounts } = useWords();
  const words = accounts.login;
  const { message } = App.useApp();
  const all = useAccounts();
  const set = useSetLoginAccount(account.key);
  const lenders = all.data?.filter(({ kind, key }) => kind === 'service' && key !== account.key) ?? [];
  return (
    <section aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="quiet">{words.text}</p>
      <Select
        aria-label={words.title}
        style={{ minWidth: 220 }}
        loading={set.isPending}
        value={account.login_account ?? ''}
        options={[
          { value: '', label: words.own },
          ...lenders.map(({ key, name }) => ({ value: key, label: `${name} · ${key}` })),
        ]}
        onChange={(key) => set.mutate(key || null, { onSuccess: () => void message.success(words.done) })}
      />
      <Refused error={set.error} />
    </section>
  );
}
