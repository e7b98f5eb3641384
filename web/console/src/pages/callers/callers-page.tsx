import { PlusOutlined } from '@ant-design/icons';
import { Button, Switch, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { type Column, Listing } from '../../frame/listing';
import { Page } from '../../frame/page';
import { Failed, NothingYet, Waiting } from '../../frame/states';
import { When } from '../../frame/when';
import { useMay } from '../../session/session';
import { useWords, type Words } from '../../words/words';
import { CallerDeeds } from './caller-deeds';
import { type Caller, type IssuedKey as Issued, useCallers } from './callers';
import { IssuedKey } from './issued-key';
import { NewCaller } from './new-caller';
import './callers.css';

/** The keys by which other backends call this server. */
export default function CallersPage() {
  const words = useWords();
  const { callers, frame } = words;
  const [search, setSearch] = useSearchParams();
  const all = search.get('all') === 'true';
  const found = useCallers(all);
  const may = useMay();
  const [making, setMaking] = useState(false);
  const [issued, setIssued] = useState<Issued | null>(null);
  const columns = columnsIn(words);
  if (may('callers:write'))
    columns.push({
      key: 'deeds',
      title: words.operators.deeds,
      show: (caller) => caller.live && <CallerDeeds caller={caller} issued={setIssued} />,
    });
  return (
    <Page
      title={frame.places.callers}
      actions={
        <>
          <label className="row">
            <Switch
              size="small"
              checked={all}
              onChange={(on) => setSearch(on ? { all: 'true' } : {}, { replace: true })}
            />
            {callers.showAll}
          </label>
          {may('callers:write') && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
              {callers.add}
            </Button>
          )}
        </>
      }
    >
      {found.isPending ? (
        <Waiting />
      ) : found.isError && !found.data ? (
        <Failed error={found.error} retry={() => void found.refetch()} />
      ) : found.data.length === 0 ? (
        <NothingYet text={callers.empty} />
      ) : (
        <Listing label={frame.places.callers} rows={found.data} rowKey={({ id }) => id} columns={columns} />
      )}
      <NewCaller open={making} close={() => setMaking(false)} issued={setIssued} />
      <IssuedKey issued={issued} done={() => setIssued(null)} />
    </Page>
  );
}

function columnsIn({ callers: words }: Words): Column<Caller>[] {
  return [
    { key: 'name', title: words.name, show: ({ name }) => name },
    {
      key: 'key',
      title: words.key,
      show: ({ prefix }) => <span className="mono">{prefix}…</span>,
    },
    {
      key: 'state',
      title: words.state,
      show: ({ live, revoked_at: revoked }) => (
        <Tag color={live ? 'success' : 'default'}>
          {live ? words.live : revoked ? words.revoked : words.lapsed}
        </Tag>
      ),
    },
    {
      key: 'scopes',
      title: words.scopes,
      show: ({ scopes }) => (
        <span className="row">
          {scopes.map((scope) => (
            <Tag key={scope} title={words.scope[scope]}>
              {scope}
            </Tag>
          ))}
        </span>
      ),
    },
    { key: 'account', title: words.account, show: ({ account }) => account ?? words.everyAccount },
    {
      key: 'networks',
      title: words.networks,
      show: ({ cidrs }) => (cidrs.length === 0 ? words.anywhere : cidrs.join(', ')),
    },
    {
      key: 'expires',
      title: words.expires,
      show: ({ expires_at: at }) => (at ? <When at={at} /> : words.never),
    },
    {
      key: 'used',
      title: words.lastUsed,
      show: ({ last_used_at: at }) => (at ? <When at={at} /> : words.unused),
    },
  ];
}
