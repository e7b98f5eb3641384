import { Alert, Form, Input, Modal } from 'antd';
import { createContext, type ReactNode, useContext, useRef, useState } from 'react';
import { answerOf, api, ApiRefusal } from '../api/client';
import { useWords } from '../words/words';
import { useLookAgain } from './session';

/** The operator thought better of it. */
export class Withdrawn extends Error {}

type Call = <T>(call: () => Promise<T>) => Promise<T>;

const Confirmed = createContext<Call>((call) => call());

/**
 * Calls what only an operator who is surely there may do: where the server asks for it, password or code are asked
 * for first, and then it is called again. @throws Withdrawn when the operator closes the question
 */
export function useConfirmed(): Call {
  return useContext(Confirmed);
}

interface Waiting {
  readonly proven: () => void;
  readonly withdrawn: () => void;
}

/** Holds the question for whatever asks it inside. */
export function Confirmation({ children }: { readonly children: ReactNode }) {
  const { session: words, frame } = useWords();
  const [form] = Form.useForm<{ proof: string }>();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const waiting = useRef<Waiting | null>(null);
  const lookAgain = useLookAgain();

  const ask = () =>
    new Promise<void>((proven, reject) => {
      waiting.current?.withdrawn();
      waiting.current = { proven, withdrawn: () => reject(new Withdrawn()) };
      setError(null);
      setOpen(true);
    });
  const call: Call = async (wanted) => {
    try {
      return await wanted();
    } catch (refusal) {
      if (!(refusal instanceof ApiRefusal) || refusal.code !== 'operator.confirmation_required')
        throw refusal;
    }
    await ask();
    return wanted();
  };
  const close = (how: keyof Waiting) => {
    const { current } = waiting;
    waiting.current = null;
    setOpen(false);
    current?.[how]();
  };
  const prove = async ({ proof }: { proof: string }) => {
    setBusy(true);
    try {
      const body = /^\d{6}$/.test(proof) ? { code: proof } : { password: proof };
      await answerOf(api.POST('/admin/api/session/confirmation', { body }));
      close('proven');
      void lookAgain();
    } catch (refusal) {
      setError(refusal as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Confirmed value={call}>
      {children}
      <Modal
        open={open}
        title={words.confirm.title}
        okText={words.confirm.go}
        cancelText={frame.cancel}
        confirmLoading={busy}
        onOk={() => form.submit()}
        onCancel={() => close('withdrawn')}
        destroyOnHidden
        zIndex={1200}
      >
        <Form form={form} layout="vertical" requiredMark={false} preserve={false} onFinish={prove}>
          <p className="quiet">{words.confirm.text}</p>
          <Form.Item
            name="proof"
            label={words.confirm.proof}
            rules={[{ required: true, message: words.confirm.need }]}
          >
            <Input.Password autoFocus autoComplete="current-password" maxLength={256} />
          </Form.Item>
          {error && (
            <Alert
              role="alert"
              type="error"
              showIcon
              title={
                error instanceof ApiRefusal && error.status === 429
                  ? words.slow(error.retryAfterSeconds ?? 60)
                  : words.confirm.wrong
              }
            />
          )}
        </Form>
      </Modal>
    </Confirmed>
  );
}
