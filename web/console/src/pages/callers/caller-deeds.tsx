import { App, Button, Form, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';
import { type Caller, type IssuedKey, useRevokeCaller, useRollCaller } from './callers';

const USUAL_HOURS = 24;

/** Replacing and ending a key. */
export function CallerDeeds({
  caller,
  issued,
}: {
  readonly caller: Caller;
  readonly issued: (key: IssuedKey) => void;
}) {
  const { callers: words, frame } = useWords();
  const { modal } = App.useApp();
  const [rolling, setRolling] = useState(false);
  const [form] = Form.useForm<{ hours: number }>();
  const roll = useRollCaller();
  const revoke = useRevokeCaller();
  const ask = () =>
    modal.confirm({
      title: words.revoke.title(caller.name),
      content: words.revoke.text,
      okText: words.revoke.button,
      okButtonProps: { danger: true },
      cancelText: frame.cancel,
      onOk: () => revoke.mutateAsync(caller.id).catch(() => undefined),
    });
  return (
    <>
      <span className="row">
        <Button size="small" onClick={() => setRolling(true)}>
          {words.roll.button}
        </Button>
        <Button size="small" danger onClick={ask}>
          {words.revoke.button}
        </Button>
      </span>
      <Refused error={revoke.error} />
      <Modal
        open={rolling}
        title={words.roll.title(caller.name)}
        okText={words.roll.go}
        cancelText={frame.cancel}
        confirmLoading={roll.isPending}
        onOk={() => form.submit()}
        onCancel={() => setRolling(false)}
        destroyOnHidden
      >
        <p>{words.roll.text}</p>
        <Form
          form={form}
          layout="vertical"
          preserve={false}
          initialValues={{ hours: USUAL_HOURS }}
          onFinish={({ hours }) =>
            roll.mutate(
              { id: caller.id, hours },
              {
                onSuccess: (key) => {
                  setRolling(false);
                  issued(key);
                },
              },
            )
          }
        >
          <Form.Item name="hours" label={words.roll.grace} rules={[{ required: true }]}>
            <InputNumber autoFocus min={0} max={720} />
          </Form.Item>
        </Form>
        <Refused error={roll.error} />
      </Modal>
    </>
  );
}
