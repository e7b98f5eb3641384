import { Alert, App, Button, Form, Input, Radio } from 'antd';
import { CopyText } from '../../frame/copy-text';
import { Refused } from '../../frame/refused';
import { useMay } from '../../session/session';
import { useWords } from '../../words/words';
import { type Account, type PushSettings, useCheckPush, useSetPush } from './accounts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits by chance, each as likely as the other. */
function chance(length: number): string {
  const fair = [...crypto.getRandomValues(new Uint8Array(length * 4))].filter((byte) => byte < 248);
  return fair
    .slice(0, length)
    .map((byte) => LETTERS[byte % 62])
    .join('');
}

/** Where WeChat pushes to, whether that way works, and how pushes are signed and encrypted. */
export function AccountPush({ account }: { readonly account: Account }) {
  const { accounts } = useWords();
  const words = accounts.push;
  const may = useMay();
  const check = useCheckPush(account.key);
  return (
    <section aria-label={words.title}>
      <h2>{words.title}</h2>
      <dl className="facts">
        <dt>{words.url}</dt>
        <dd>
          <CopyText text={account.push.url} keep={40} />
        </dd>
        <dt>{words.token}</dt>
        <dd>{account.push.configured ? words.configured : words.missing}</dd>
      </dl>
      {may('accounts:write') && (
        <p>
          <Button loading={check.isPending} onClick={() => check.mutate()}>
            {words.test}
          </Button>
        </p>
      )}
      {check.data && (
        <Alert
          role="status"
          showIcon
          className="refused"
          type={check.data.good ? 'success' : 'warning'}
          title={check.data.failure ? words.testBad : words.testGood}
          description={check.data.failure && words.failures[check.data.failure]}
        />
      )}
      <Refused error={check.error} />
      {may('accounts:secrets') && <PushForm account={account} />}
    </section>
  );
}

function PushForm({ account }: { readonly account: Account }) {
  const { accounts } = useWords();
  const words = accounts.push;
  const { message } = App.useApp();
  const [form] = Form.useForm<PushSettings>();
  const mode = Form.useWatch('mode', form) ?? account.push.mode;
  const set = useSetPush(account.key);
  const { original_id: originalId, aes_key: hasKey } = account.push;
  const save = ({ mode, token, aes_key, original_id }: PushSettings) =>
    set.mutate(
      { mode, token, ...(aes_key ? { aes_key } : {}), ...(original_id ? { original_id } : {}) },
      { onSuccess: () => void message.success(words.done) },
    );
  return (
    <Form<PushSettings>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ mode: account.push.mode, original_id: originalId ?? undefined }}
      onFinish={save}
    >
      <Form.Item name="mode" label={words.mode}>
        <Radio.Group options={Object.entries(words.modes).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item label={words.token} extra={words.tokenHint} htmlFor="push-token">
        <span className="row nowrap">
          <Form.Item
            name="token"
            noStyle
            rules={[{ required: true, pattern: /^[0-9A-Za-z]{3,32}$/, message: words.tokenHint }]}
          >
            <Input id="push-token" maxLength={32} autoComplete="off" />
          </Form.Item>
          <Button onClick={() => form.setFieldsValue({ token: chance(24) })}>{words.make}</Button>
        </span>
      </Form.Item>
      <Form.Item
        label={hasKey ? `${words.aesKey} · ${words.aesKeySet}` : words.aesKey}
        extra={words.aesKeyHint}
        hidden={mode === 'plain'}
        htmlFor="push-aes-key"
      >
        <span className="row nowrap">
          <Form.Item
            name="aes_key"
            noStyle
            rules={[{ pattern: /^[0-9A-Za-z]{43}$/, message: words.aesKeyHint }]}
          >
            <Input id="push-aes-key" maxLength={43} autoComplete="off" />
          </Form.Item>
          <Button onClick={() => form.setFieldsValue({ aes_key: chance(43) })}>{words.make}</Button>
        </span>
      </Form.Item>
      <Form.Item
        name="original_id"
        label={words.originalId}
        extra={words.originalIdHint}
        rules={[{ pattern: /^gh_[0-9A-Za-z]{4,40}$/, message: words.originalIdHint }]}
      >
        <Input maxLength={43} />
      </Form.Item>
      <Refused error={set.error} />
      <Button htmlType="submit" loading={set.isPending}>
        {words.save}
      </Button>
    </Form>
  );
}
