import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';
import { SHORTEST } from './new-operator';
import { type Operator, type Role, useChangeOperator, useResetPassword, useResetTotp } from './operators';

/** What an owner can do to another operator. */
export function OperatorDeeds({ operator }: { readonly operator: Operator }) {
  const { operators: words, frame } = useWords();
  const { modal } = App.useApp();
  const [resetting, setResetting] = useState(false);
  const change = useChangeOperator(operator.id);
  const endTotp = useResetTotp(operator.id);
  const { name, disabled_at: disabled } = operator;
  const roles = Object.entries(words.roles) as [Role, string][];
  const ask = (title: string, content: string, okText: string, act: () => void) =>
    modal.confirm({
      title,
      content,
      okText,
      okButtonProps: { danger: true },
      cancelText: frame.cancel,
      onOk: act,
    });
  return (
    <>
      <span className="row">
        <Select
          size="small"
          aria-label={words.role}
          value={operator.role}
          loading={change.isPending}
          popupMatchSelectWidth={false}
          options={roles.map(([value, label]) => ({ value, label }))}
          onChange={(role) => change.mutate({ role })}
        />
        <Button size="small" onClick={() => setResetting(true)}>
          {words.resetPassword}
        </Button>
        {operator.totp && (
          <Button
            size="small"
            onClick={() =>
              ask(words.resetTotpTitle(name), words.resetTotpText, words.resetTotp, () =>
                endTotp.mutate(undefined),
              )
            }
          >
            {words.resetTotp}
          </Button>
        )}
        {disabled ? (
          <Button size="small" onClick={() => change.mutate({ disabled: false })}>
            {words.enable}
          </Button>
        ) : (
          <Button
            size="small"
            danger
            onClick={() =>
              ask(words.disableTitle(name), words.disableText, words.disable, () =>
                change.mutate({ disabled: true }),
              )
            }
          >
            {words.disable}
          </Button>
        )}
      </span>
      <Refused error={change.error ?? endTotp.error} />
      <NewPassword operator={operator} open={resetting} close={() => setResetting(false)} />
    </>
  );
}

function NewPassword({
  operator,
  open,
  close,
}: {
  readonly operator: Operator;
  readonly open: boolean;
  readonly close: () => void;
}) {
  const { operators: words, frame } = useWords();
  const [form] = Form.useForm<{ password: string }>();
  const reset = useResetPassword(operator.id);
  return (
    <Modal
      open={open}
      title={words.newPasswordOf(operator.name)}
      okText={words.resetPassword}
      cancelText={frame.cancel}
      confirmLoading={reset.isPending}
      onOk={() => form.submit()}
      onCancel={close}
      destroyOnHidden
    >
      <p className="quiet">{words.passwordText}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        onFinish={({ password }) => reset.mutate(password, { onSuccess: close })}
      >
        <Form.Item
          name="password"
          label={words.password}
          rules={[{ required: true, min: SHORTEST, message: words.short }]}
        >
          <Input.Password autoFocus autoComplete="new-password" maxLength={256} />
        </Form.Item>
      </Form>
      <Refused error={reset.error} />
    </Modal>
  );
}
