import { PlusOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Page } from '../../frame/page';
import { Failed, NothingYet, Waiting } from '../../frame/states';
import { useMay } from '../../session/session';
import { useWords } from '../../words/words';
import { useAccounts } from '../accounts/accounts';
import { type ReplyRule, useReplyRules } from './reply-rules';
import { RuleForm } from './rule-form';
import { RuleList } from './rule-list';
import './replies.css';

/** What the accounts answer by themselves. */
export default function RepliesPage() {
  const { replies: words, frame } = useWords();
  const may = useMay();
  const accounts = useAccounts();
  const [search, setSearch] = useSearchParams();
  const [editing, setEditing] = useState<ReplyRule | 'new' | null>(null);
  const official = accounts.data?.filter(({ kind }) => kind !== 'website') ?? [];
  const account = search.get('account') ?? official[0]?.key ?? '';
  const found = useReplyRules(account);
  return (
    <Page
      title={frame.places.replies}
      actions={
        <>
          {official.length > 1 && (
            <Select
              aria-label={frame.account}
              value={account}
              popupMatchSelectWidth={false}
              options={official.map(({ key, name }) => ({ value: key, label: `${name} · ${key}` }))}
              onChange={(key) => setSearch({ account: key })}
            />
          )}
          {may('replies:write') && account && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
              {words.add}
            </Button>
          )}
        </>
      }
    >
      {accounts.isError && !accounts.data ? (
        <Failed error={accounts.error} retry={() => void accounts.refetch()} />
      ) : accounts.data && !account ? (
        <NothingYet text={words.noAccount} />
      ) : found.isPending ? (
        <Waiting />
      ) : found.isError && !found.data ? (
        <Failed error={found.error} retry={() => void found.refetch()} />
      ) : found.data.length === 0 ? (
        <NothingYet text={words.empty} />
      ) : (
        <RuleList account={account} rules={found.data} edit={setEditing} />
      )}
      <RuleForm account={account} rule={editing} close={() => setEditing(null)} />
    </Page>
  );
}
