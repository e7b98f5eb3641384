import { PlusOutlined } from '@ant-design/icons';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { CopyText } from '../../frame/copy-text';
import { type Column, Listing } from '../../frame/listing';
import { Page } from '../../frame/page';
import { Failed, NothingYet, Waiting } from '../../frame/states';
import { useMay } from '../../session/session';
import { useWords, type Words } from '../../words/words';
import { AccountDetail } from './account-detail';
import { type Account, useAccounts } from './accounts';
import { NewAccount } from './new-account';
import './accounts.css';

/** The accounts that this server serves. */
export default function AccountsPage() {
  const words = useWords();
  const { accounts, frame } = words;
  const found = useAccounts();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const [search, setSearch] = useSearchParams();
  const open = found.data?.find(({ key }) => key === search.get('open'));
  return (
    <Page
      title={frame.places.accounts}
      actions={
        may('accounts:add') && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {accounts.add}
          </Button>
        )
      }
    >
      {found.isPending ? (
        <Waiting />
      ) : found.isError && !found.data ? (
        <Failed error={found.error} retry={() => void found.refetch()} />
      ) : found.data.length === 0 ? (
        <NothingYet text={accounts.empty} />
      ) : (
        <Listing
          label={frame.places.accounts}
          rows={found.data}
          rowKey={({ key }) => key}
          columns={columnsIn(words)}
          open={({ key }) => setSearch({ open: key })}
        />
      )}
      <AccountDetail account={open} close={() => setSearch({})} />
      <NewAccount open={adding} close={() => setAdding(false)} />
    </Page>
  );
}

function columnsIn({ accounts: words, tokens, frame }: Words): Column<Account>[] {
  return [
    { key: 'name', title: words.name, show: ({ name }) => name },
    { key: 'key', title: words.key, show: ({ key }) => <span className="mono">{key}</span> },
    { key: 'appid', title: words.appId, show: ({ app_id: appId }) => <CopyText text={appId} /> },
    { key: 'kind', title: words.kind, show: ({ kind }) => words.kinds[kind] },
    {
      key: 'mode',
      title: words.tokenMode,
      show: ({ kind, token_mode: mode }) => (kind === 'website' ? frame.none : tokens.mode[mode]),
    },
    {
      key: 'push',
      title: words.push.title,
      show: ({ kind, push }) =>
        kind === 'website' ? (
          frame.none
        ) : (
          <Tag color={push.configured ? 'success' : 'default'}>
            {push.configured ? words.push.modesShort[push.mode] : words.push.missing}
          </Tag>
        ),
    },
    {
      key: 'file',
      title: words.verifyFile.title,
      show: ({ verify_file: file }) => file ?? words.verifyFile.none,
    },
  ];
}
