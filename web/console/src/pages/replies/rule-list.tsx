import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { App, Button, Switch } from 'antd';
import { type Column, Listing } from '../../frame/listing';
import { Refused } from '../../frame/refused';
import { useMay } from '../../session/session';
import { useWords, type Words } from '../../words/words';
import { ReplyPreview } from './reply-preview';
import { type ReplyRule, ruleOf, useKeepRule, useRemoveRule } from './reply-rules';

/** The rules of an account in their order, which can be changed here. */
export function RuleList({
  account,
  rules,
  edit,
}: {
  readonly account: string;
  readonly rules: readonly ReplyRule[];
  readonly edit: (rule: ReplyRule) => void;
}) {
  const words = useWords();
  const { replies, frame } = words;
  const may = useMay();
  const { modal } = App.useApp();
  const keep = useKeepRule(account);
  const remove = useRemoveRule(account);
  const change = (rule: ReplyRule, changes: Partial<ReplyRule>) =>
    keep.mutateAsync({ id: rule.id, rule: { ...ruleOf(rule), ...changes } as ReturnType<typeof ruleOf> });
  /** Writes only what is not in its place already. */
  const move = async (at: number, by: -1 | 1) => {
    const moved = rules.toSpliced(at, 1).toSpliced(at + by, 0, rules[at]!);
    for (const [position, rule] of moved.entries())
      if (rule.position !== position) await change(rule, { position }).catch(() => undefined);
  };
  const ask = (rule: ReplyRule) =>
    modal.confirm({
      title: replies.removeTitle,
      content: replies.removeText,
      okText: frame.remove,
      okButtonProps: { danger: true },
      cancelText: frame.cancel,
      onOk: () => remove.mutate(rule.id),
    });
  const columns = columnsIn(words);
  if (may('replies:write'))
    columns.unshift({
      key: 'order',
      title: replies.order,
      show: (rule) => {
        const at = rules.indexOf(rule);
        return (
          <span className="row nowrap">
            <Button
              size="small"
              aria-label={replies.up}
              icon={<ArrowUpOutlined />}
              disabled={at === 0 || keep.isPending}
              onClick={() => void move(at, -1)}
            />
            <Button
              size="small"
              aria-label={replies.down}
              icon={<ArrowDownOutlined />}
              disabled={at === rules.length - 1 || keep.isPending}
              onClick={() => void move(at, 1)}
            />
          </span>
        );
      },
    });
  if (may('replies:write'))
    columns.push({
      key: 'deeds',
      title: replies.deeds,
      show: (rule) => (
        <span className="row">
          <Switch
            size="small"
            aria-label={replies.enabled}
            checked={rule.enabled}
            onChange={(enabled) => void change(rule, { enabled }).catch(() => undefined)}
          />
          <Button size="small" onClick={() => edit(rule)}>
            {frame.edit}
          </Button>
          <Button size="small" danger onClick={() => ask(rule)}>
            {frame.remove}
          </Button>
        </span>
      ),
    });
  else
    columns.push({
      key: 'on',
      title: replies.enabled,
      show: ({ enabled }) => replies[enabled ? 'on' : 'off'],
    });
  return (
    <>
      <Refused error={keep.error ?? remove.error} />
      <Listing label={frame.places.replies} rows={rules} rowKey={({ id }) => id} columns={columns} />
    </>
  );
}

function columnsIn({ replies: words }: Words): Column<ReplyRule>[] {
  return [
    {
      key: 'trigger',
      title: words.trigger,
      show: ({ trigger, keyword, match }) => (
        <>
          {words.triggers[trigger]}
          {keyword !== null && (
            <div>
              <strong>{keyword}</strong> <span className="quiet">{match && words.matches[match]}</span>
            </div>
          )}
        </>
      ),
    },
    {
      key: 'reply',
      title: words.kind,
      show: ({ text, article }) => <ReplyPreview rule={article ? { article } : { text: text ?? '' }} />,
    },
    {
      key: 'login',
      title: words.loginAccount,
      show: ({ login_account: key }) => key ?? words.ownChoice,
    },
  ];
}
