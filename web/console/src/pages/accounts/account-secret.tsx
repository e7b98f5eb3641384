import { App, Button, Form, Input } from 'antd';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';
import { type Account, useRotateSecret } from './accounts';

/** Another AppSecret, which goes in and never comes out. */
export function AccountSecret({ account }: { readonly account: Account }) {
  const { accounts } = useWords();
  const words = accounts.secret;
  const { message } = App.useApp();
  const [form] = Form.useForm<{ app_secret: string }>();
  const rotate = useRotateSecret(account.key);
  return (
    <section aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="quiet">{words.text}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(given) =>
          rotate.mutate(given, {
            onSuccess: () => {
              form.resetFields();
              void message.success(words.done);
            },
          })
        }
      >
        <Form.Item
          name="app_secret"
          label={words.label}
          rules={[{ required: true, min: 8, message: words.short }]}
        >
          <Input.Password maxLength={128} autoComplete="off" />
        </Form.Item>
        <Refused error={rotate.error} />
        <Button danger htmlType="submit" loading={rotate.isPending}>
          {words.go}
        </Button>
      </Form>
    </section>
  );
}
