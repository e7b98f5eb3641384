import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { answerOf, api, ApiRefusal } from '../api/client';
import { Failed, Waiting } from '../frame/states';
import { useWords } from '../words/words';
import { Door } from './door';
import { useLookAgain } from './session';

const SHORTEST = 12;

interface Given {
  readonly name: string;
  readonly password: string;
}

/** The first operator, by the link the server printed. The secret stands in the fragment, which no server sees. */
export function SetupPage() {
  const { session } = useWords();
  const words = session.setup;
  const [token] = useState(() => window.location.hash.slice(1));
  const good = useQuery({
    queryKey: ['setup', token],
    queryFn: async () => {
      await answerOf(api.POST('/admin/api/setup/check', { body: { token } }));
      return true;
    },
    retry: false,
    staleTime: Infinity,
  });
  const gone = token === '' || (good.error instanceof ApiRefusal && good.error.status < 500);
  return (
    <Door title={words.title}>
      {gone ? (
        <>
          <Alert role="alert" type="warning" showIcon title={words.gone} className="door-alert" />
          <Link to="/">{session.signIn}</Link>
        </>
      ) : good.isPending ? (
        <Waiting />
      ) : good.isError ? (
        <Failed error={good.error} retry={() => void good.refetch()} />
      ) : (
        <SetupForm token={token} />
      )}
    </Door>
  );
}

function SetupForm({ token }: { readonly token: string }) {
  const { session } = useWords();
  const words = session.setup;
  const lookAgain = useLookAgain();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: ({ name, password }: Given) =>
      answerOf(api.POST('/admin/api/setup', { body: { token, name, password } })),
    onSuccess: async () => {
      await lookAgain();
      await navigate('/', { replace: true });
    },
  });
  const refused = create.error instanceof ApiRefusal ? create.error : null;
  return (
    <Form<Given>
      layout="vertical"
      requiredMark={false}
      initialValues={{ name: 'admin' }}
      onFinish={(given) => create.mutate(given)}
    >
      <p className="quiet">{words.text}</p>
      <Form.Item name="name" label={session.name} rules={[{ required: true, message: session.needName }]}>
        <Input autoComplete="username" maxLength={64} />
      </Form.Item>
      <Form.Item
        name="password"
        label={words.password}
        rules={[{ required: true, min: SHORTEST, message: words.short }]}
      >
        <Input.Password autoFocus autoComplete="new-password" maxLength={256} />
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
      {create.isError && (
        <Alert
          role="alert"
          type="error"
          showIcon
          className="door-alert"
          title={refused?.status === 410 ? words.gone : create.error.message}
        />
      )}
      <Button type="primary" htmlType="submit" block loading={create.isPending}>
        {words.create}
      </Button>
    </Form>
  );
}
