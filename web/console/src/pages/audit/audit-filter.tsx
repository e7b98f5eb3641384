import { Button, Form, Input, Select } from 'antd';
import { useWords } from '../../words/words';
import { useAccounts } from '../accounts/accounts';
import type { AuditFilter as Filter } from './audit';
import { actionChoices, actorFilter, actorParts } from './deed-words';

type Given = Partial<Record<'kind' | 'name' | 'action' | 'target' | 'account' | 'since' | 'until', string>>;

/** Beijing is eight hours ahead all year. */
const AHEAD_MS = 8 * 3_600_000;
/** An instant as `datetime-local` has it, by Beijing's clock. */
const toField = (at: string | undefined) =>
  at ? new Date(new Date(at).getTime() + AHEAD_MS).toISOString().slice(0, 16) : undefined;
const fromField = (text: string | undefined) =>
  text ? new Date(`${text}:00+08:00`).toISOString() : undefined;

/** By what the record can be searched; what is chosen stands in the page's address. */
export function AuditFilter({
  filter,
  change,
}: {
  readonly filter: Filter;
  readonly change: (filter: Filter) => void;
}) {
  const all = useWords();
  const { audit: words, deeds, frame } = all;
  const accounts = useAccounts();
  const { actor, since: from, until: to, ...rest } = filter;
  const shown = { ...rest, ...(actor && actorParts(actor)), since: toField(from), until: toField(to) };
  const search = ({ kind, name, since, until, ...given }: Given) =>
    change({ ...given, actor: actorFilter(kind, name), since: fromField(since), until: fromField(until) });
  return (
    <Form<Given>
      key={JSON.stringify(filter)}
      role="search"
      className="panel audit-filter"
      layout="vertical"
      initialValues={shown}
      onFinish={search}
    >
      <Form.Item name="kind" label={words.actor}>
        <Select
          allowClear
          placeholder={frame.all}
          options={Object.entries(deeds.actors).map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
      <Form.Item name="name" label={words.actorName}>
        <Input allowClear maxLength={100} placeholder={words.actorHint} />
      </Form.Item>
      <Form.Item name="action" label={words.action}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          placeholder={frame.all}
          options={actionChoices(all, frame.all)}
        />
      </Form.Item>
      <Form.Item name="target" label={words.target}>
        <Input allowClear maxLength={200} />
      </Form.Item>
      <Form.Item name="account" label={words.account}>
        <Select
          allowClear
          placeholder={frame.all}
          options={accounts.data?.map(({ key }) => ({ value: key, label: key }))}
        />
      </Form.Item>
      <Form.Item name="since" className="audit-time" label={words.since}>
        <Input type="datetime-local" />
      </Form.Item>
      <Form.Item name="until" className="audit-time" label={words.until}>
        <Input type="datetime-local" />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {frame.search}
      </Button>
    </Form>
  );
}
