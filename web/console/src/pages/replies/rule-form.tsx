import { Button, Drawer, Form, Input, InputNumber, Radio, Select, Switch } from 'antd';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';
import { useAccounts } from '../accounts/accounts';
import { ReplyPreview } from './reply-preview';
import { LOGIN_LINK, type NewReplyRule, type ReplyRule, ruleOf, useKeepRule } from './reply-rules';

type Given = NewReplyRule & { readonly kind: 'text' | 'article' };

/** Writes a rule, and shows how its reply will look. */
export function RuleForm({
  account,
  rule,
  close,
}: {
  readonly account: string;
  /** The rule to be changed; `new` for another one; null: closed. */
  readonly rule: ReplyRule | 'new' | null;
  readonly close: () => void;
}) {
  const { replies: words } = useWords();
  return (
    <Drawer
      open={rule !== null}
      onClose={close}
      size={520}
      destroyOnHidden
      title={rule === 'new' ? words.add : words.edit}
    >
      {rule !== null && <Fields account={account} rule={rule} close={close} />}
    </Drawer>
  );
}

function Fields({
  account,
  rule,
  close,
}: {
  readonly account: string;
  readonly rule: ReplyRule | 'new';
  readonly close: () => void;
}) {
  const { replies: words, frame } = useWords();
  const [form] = Form.useForm<Given>();
  const given = Form.useWatch([], form) as Given | undefined;
  const keep = useKeepRule(account);
  const accounts = useAccounts();
  const lenders = accounts.data?.filter(({ kind }) => kind === 'service') ?? [];
  const needed = [{ required: true, whitespace: true, message: words.need }];
  const held = rule === 'new' ? null : rule;
  const initial: Partial<Given> = held
    ? { ...ruleOf(held), kind: held.article ? 'article' : 'text' }
    : { trigger: 'keyword', match: 'contains', kind: 'text', position: 0, enabled: true };
  const save = ({ kind, text, article, trigger, keyword, match, ...rest }: Given) =>
    keep.mutate(
      {
        id: held?.id ?? null,
        rule: {
          ...rest,
          login_account: rest.login_account ?? null,
          trigger,
          ...(trigger === 'keyword' ? { keyword, match } : {}),
          ...(kind === 'text' ? { text } : { article }),
        },
      },
      { onSuccess: close },
    );
  const insert = () => {
    const link = `<a href="${LOGIN_LINK}">${words.linkText}</a>`;
    form.setFieldsValue({ text: `${form.getFieldValue('text') ?? ''}${link}` });
  };
  const kind = given?.kind ?? initial.kind;
  return (
    <Form<Given> form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={save}>
      <Form.Item name="trigger" label={words.trigger}>
        <Radio.Group
          vertical
          options={Object.entries(words.triggers).map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
      {(given?.trigger ?? initial.trigger) === 'keyword' && (
        <>
          <Form.Item name="keyword" label={words.keyword} rules={needed}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="match" label={words.match} initialValue="contains">
            <Radio.Group
              options={Object.entries(words.matches).map(([value, label]) => ({ value, label }))}
            />
          </Form.Item>
        </>
      )}
      <Form.Item name="kind" label={words.kind}>
        <Radio.Group options={Object.entries(words.kinds).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      {kind === 'text' ? (
        <>
          <Form.Item name="text" label={words.text} extra={words.textHint} rules={needed}>
            <Input.TextArea className="reply-text" rows={4} maxLength={600} showCount />
          </Form.Item>
          <p>
            <Button size="small" onClick={insert}>
              {words.insertLink}
            </Button>
          </p>
        </>
      ) : (
        <>
          <Form.Item name={['article', 'title']} label={words.title} rules={needed}>
            <Input maxLength={64} />
          </Form.Item>
          <Form.Item name={['article', 'description']} label={words.description} initialValue="">
            <Input.TextArea rows={2} maxLength={120} />
          </Form.Item>
          <Form.Item name={['article', 'picurl']} label={words.picture} initialValue="">
            <Input maxLength={1024} />
          </Form.Item>
          <Form.Item name={['article', 'url']} label={words.url} extra={words.urlHint} rules={needed}>
            <Input maxLength={1024} />
          </Form.Item>
        </>
      )}
      {given && <ReplyPreview rule={kind === 'text' ? { text: given.text } : { article: given.article }} />}
      <Form.Item name="login_account" label={words.loginAccount}>
        <Select
          allowClear
          placeholder={words.ownChoice}
          options={lenders.map(({ key, name }) => ({ value: key, label: `${name} · ${key}` }))}
        />
      </Form.Item>
      <Form.Item name="position" label={words.order} extra={words.orderHint}>
        <InputNumber min={0} max={10_000} precision={0} />
      </Form.Item>
      <Form.Item name="enabled" label={words.enabled} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Refused error={keep.error} />
      <Button type="primary" htmlType="submit" loading={keep.isPending}>
        {frame.save}
      </Button>
    </Form>
  );
}
