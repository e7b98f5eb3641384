import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { answerOf, api, ApiRefusal } from '../api/client';
import { useWords } from '../words/words';
import { Door } from './door';
import { useLookAgain } from './session';

interface Given {
  readonly name: string;
  readonly password: string;
  readonly code: string;
}

/** Name and password, and a one-time code where the operator uses one. */
export function SignInPage({ awaitsCode }: { readonly awaitsCode: boolean }) {
  const { session: words } = useWords();
  const lookAgain = useLookAgain();
  const step = useMutation({
    mutationFn: ({ name, password, code }: Given) =>
      awaitsCode
        ? answerOf(api.POST('/admin/api/session/code', { body: codeOrRecovery(code) }))
        : answerOf(api.POST('/admin/api/session', { body: { name, password } })),
    onSuccess: lookAgain,
  });
  return (
    <Door title={words.signIn}>
      <Form<Given> layout="vertical" requiredMark={false} onFinish={(given) => step.mutate(given)}>
        {awaitsCode ? (
          <Form.Item
            key="code"
            name="code"
            label={words.code}
            extra={words.codeHint}
            rules={[{ required: true, message: words.codeHint }]}
          >
            <Input autoFocus autoComplete="one-time-code" maxLength={64} />
          </Form.Item>
        ) : (
          <>
            <Form.Item
              key="name"
              name="name"
              label={words.name}
              rules={[{ required: true, message: words.needName }]}
            >
              <Input autoFocus autoComplete="username" maxLength={64} />
            </Form.Item>
            <Form.Item
              key="password"
              name="password"
              label={words.password}
              rules={[{ required: true, message: words.needPassword }]}
            >
              <Input.Password autoComplete="current-password" maxLength={256} />
            </Form.Item>
          </>
        )}
        {step.isError && <Refused error={step.error} />}
        <Button type="primary" htmlType="submit" block loading={step.isPending}>
          {words.signIn}
        </Button>
      </Form>
    </Door>
  );
}

function Refused({ error }: { readonly error: Error }) {
  const { session: words, frame } = useWords();
  const text =
    error instanceof ApiRefusal
      ? error.status === 429
        ? words.slow(error.retryAfterSeconds ?? 60)
        : error.status === 401
          ? words.wrong
          : error.message
      : frame.failed.away;
  return <Alert role="alert" type="error" showIcon title={text} className="door-alert" />;
}

function codeOrRecovery(given: string): { code: string } | { recovery_code: string } {
  const text = given.trim();
  return /^\d{6}$/.test(text) ? { code: text } : { recovery_code: text };
}
