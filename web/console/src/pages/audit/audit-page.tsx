import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { type Column, Listing } from '../../frame/listing';
import { Page } from '../../frame/page';
import { usePreferences } from '../../frame/preferences';
import { Failed, Forbidden, NoMatch, NothingYet, Waiting } from '../../frame/states';
import { absolute, When } from '../../frame/when';
import { useMay } from '../../session/session';
import { useWords, type Words } from '../../words/words';
import { type AuditLine, filterIn, FILTERS, useAudit } from './audit';
import { AuditFilter } from './audit-filter';
import { actionName, actorName } from './deed-words';
import { AuditVerdict } from './audit-verdict';
import './audit.css';

/** Who did what. */
export default function AuditPage() {
  const { frame } = useWords();
  const may = useMay();
  return <Page title={frame.places.audit}>{may('audit:read') ? <Record /> : <Forbidden />}</Page>;
}

function Record() {
  const words = useWords();
  const { audit, frame } = words;
  const [search, setSearch] = useSearchParams();
  const [open, setOpen] = useState<AuditLine | null>(null);
  const { before, ...filter } = filterIn(search);
  const page = useAudit({ ...filter, before });
  const to = (wanted: Readonly<Record<string, string | number | undefined>>) =>
    setSearch(
      Object.fromEntries(
        Object.entries(wanted).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])),
      ),
    );
  const filtered = FILTERS.some((name) => filter[name]);
  const next = page.data?.next;
  return (
    <div className="stack">
      <AuditFilter filter={filter} change={to} />
      {page.isPending ? (
        <Waiting />
      ) : page.isError && !page.data ? (
        <Failed error={page.error} retry={() => void page.refetch()} />
      ) : page.data.data.length === 0 ? (
        filtered ? (
          <NoMatch clear={() => to({})} />
        ) : (
          <NothingYet text={audit.empty} />
        )
      ) : (
        <Listing
          label={frame.places.audit}
          rows={page.data.data}
          rowKey={({ id }) => id}
          columns={columnsIn(words)}
          open={setOpen}
        />
      )}
      <div className="row">
        {before && <Button onClick={() => to(filter)}>{audit.newest}</Button>}
        {next && <Button onClick={() => to({ ...filter, before: next })}>{audit.older}</Button>}
      </div>
      <AuditVerdict />
      <Detail line={open} close={() => setOpen(null)} />
    </div>
  );
}

function Detail({ line, close }: { readonly line: AuditLine | null; readonly close: () => void }) {
  const all = useWords();
  const { audit: words, frame } = all;
  const { language } = usePreferences();
  return (
    <Drawer open={line !== null} onClose={close} title={line && words.line(line.id)} size={480}>
      {line && (
        <>
          <dl className="facts">
            <dt>{words.at}</dt>
            <dd>{absolute(new Date(line.at), language)}</dd>
            <dt>{words.actor}</dt>
            <dd>
              {actorName(all, line.actor)} <small className="quiet mono">{line.actor}</small>
            </dd>
            <dt>{words.action}</dt>
            <dd>
              {actionName(all, line.action)} <small className="quiet mono">{line.action}</small>
            </dd>
            <dt>{words.target}</dt>
            <dd>{line.target ?? frame.none}</dd>
            <dt>{words.account}</dt>
            <dd>{line.account ?? frame.none}</dd>
            <dt>{words.address}</dt>
            <dd>{line.address ?? frame.none}</dd>
          </dl>
          <h2 className="audit-detail">{words.detail}</h2>
          {/* Long lines scroll, so the keyboard must get there. */}
          <pre className="mono sample" tabIndex={0}>
            {JSON.stringify(line.detail, null, 2)}
          </pre>
        </>
      )}
    </Drawer>
  );
}

function columnsIn(all: Words): Column<AuditLine>[] {
  const { audit: words, frame } = all;
  return [
    { key: 'at', title: words.at, show: ({ at }) => <When at={at} /> },
    { key: 'actor', title: words.actor, show: ({ actor }) => <bdi>{actorName(all, actor)}</bdi> },
    {
      key: 'action',
      title: words.action,
      show: ({ action }) => <span title={action}>{actionName(all, action)}</span>,
    },
    { key: 'target', title: words.target, show: ({ target }) => target ?? frame.none },
    { key: 'account', title: words.account, show: ({ account }) => account ?? frame.none },
    { key: 'address', title: words.address, show: ({ address }) => address ?? frame.none },
  ];
}
