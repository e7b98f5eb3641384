import { App, Button, Form, Input } from 'antd';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';
import { useChangePassword } from './own-access';

const SHORTEST = 12;

interface Given {
  readonly password: string;
}

/** Another password for oneself. */
export function OwnPassword() {
  const { self } = useWords();
  const words = self.password;
  const { message } = App.useApp();
  const [form] = Form.useForm<Given>();
  const change = useChangePassword();
  return (
    <section className="panel" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="quiet">{words.text}</p>
      <Form<Given>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ password }) =>
          change.mutate(password, {
            onSuccess: () => {
              form.resetFields();
              void message.success(words.done);
            },
          })
        }
      >
        <Form.Item
          name="password"
          label={words.label}
          rules={[{ required: true, min: SHORTEST, message: words.short }]}
        >
          <Input.Password autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Form.Item
          name="again"
          label={words.again}
          dependencies={['password']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_rule, value) =>
                value === getFieldValue('password')
                  ? Promise.resolve()
                  : Promise.reject(new Error(words.differ)),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Refused error={change.error} />
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {words.go}
        </Button>
      </Form>
    </section>
  );
}
