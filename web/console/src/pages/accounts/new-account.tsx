import { Alert, App, Button, Drawer, Form, Input, Radio } from 'antd';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';
import { explain } from '../tokens/explanation';
import { type NewAccount as Given, useAddAccount, useCheckApp } from './accounts';

/** Adds an account, once WeChat has been asked about it. */
export function NewAccount({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const words = useWords();
  const { accounts } = words;
  const { message } = App.useApp();
  const [form] = Form.useForm<Given>();
  const kind = Form.useWatch('kind', form);
  const check = useCheckApp();
  const add = useAddAccount();
  const needed = [{ required: true, whitespace: true, message: accounts.need }];
  const save = (given: Given) =>
    add.mutate(given, {
      onSuccess: () => {
        void message.success(accounts.added(given.name));
        close();
      },
    });
  // Website apps have no token to ask for: only a sign-in shows whether their secret is right.
  const submit = (given: Given) => {
    if (given.kind === 'website' || check.data?.good === false) return save(given);
    const { app_id, app_secret } = given;
    check.mutate({ app_id, app_secret }, { onSuccess: ({ good }) => good && save(given) });
  };
  const failure = check.data?.failure;
  const told = failure && explain(words, failure.code, failure);
  return (
    <Drawer
      open={open}
      onClose={close}
      title={accounts.add}
      size={460}
      destroyOnHidden
      afterOpenChange={check.reset}
    >
      <Form<Given>
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        initialValues={{ kind: 'service', token_mode: 'stable', open_platform: 'default' }}
        onValuesChange={(changed) => ('app_id' in changed || 'app_secret' in changed) && check.reset()}
        onFinish={submit}
      >
        <Form.Item name="key" label={accounts.key} extra={accounts.keyHint} rules={needed}>
          <Input autoFocus maxLength={32} />
        </Form.Item>
        <Form.Item name="name" label={accounts.name} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="kind" label={accounts.kind}>
          <Radio.Group options={Object.entries(accounts.kinds).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
        <Form.Item name="app_id" label={accounts.appId} rules={needed}>
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="app_secret"
          label={accounts.appSecret}
          extra={accounts.appSecretHint}
          rules={[{ required: true, min: 8, message: accounts.secret.short }]}
        >
          <Input.Password maxLength={128} autoComplete="off" />
        </Form.Item>
        <Form.Item name="open_platform" label={accounts.openPlatform} extra={accounts.openPlatformHint}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="token_mode" label={accounts.tokenMode} hidden={kind === 'website'}>
          <Radio.Group
            options={Object.entries(accounts.tokenModes).map(([value, label]) => ({ value, label }))}
          />
        </Form.Item>
        {failure && (
          <Alert
            role="alert"
            type="warning"
            showIcon
            className="refused"
            title={accounts.bad}
            description={
              <>
                <p>
                  {told?.what} {told?.remedy}
                </p>
                <p className="quiet mono">
                  {failure.code} {failure.said}
                </p>
              </>
            }
          />
        )}
        <Refused error={check.error ?? add.error} />
        <Button type="primary" htmlType="submit" loading={check.isPending || add.isPending}>
          {failure ? accounts.addAnyway : accounts.add}
        </Button>
      </Form>
    </Drawer>
  );
}
