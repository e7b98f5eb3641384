import { App, Button, Form, Input, Modal } from 'antd';
import { CopyText } from '../../frame/copy-text';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';
import { useBeginTotp, useConfirmTotp, useEndTotp } from './own-access';

/** One's own one-time codes: switching them on with an authenticator app, and off. */
export function OwnCodes({ on }: { readonly on: boolean }) {
  const { self, frame } = useWords();
  const words = self.totp;
  const { message, modal } = App.useApp();
  const begin = useBeginTotp();
  const confirm = useConfirmTotp();
  const end = useEndTotp();
  const askToEnd = () =>
    modal.confirm({
      title: words.endTitle,
      content: words.endText,
      okText: words.end,
      okButtonProps: { danger: true },
      cancelText: frame.cancel,
      onOk: () => end.mutate(undefined, { onSuccess: () => void message.success(words.ended) }),
    });
  return (
    <section className="panel" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p>{on ? words.on : words.off}</p>
      {on && (
        <Button danger loading={end.isPending} onClick={askToEnd}>
          {words.end}
        </Button>
      )}
      {!on && !begin.data && (
        <Button type="primary" loading={begin.isPending} onClick={() => begin.mutate()}>
          {words.begin}
        </Button>
      )}
      {!on && begin.data && (
        <>
          <p>{words.scan}</p>
          <img
            className="totp-qr"
            src={`data:image/svg+xml,${encodeURIComponent(begin.data.qr_svg)}`}
            alt={words.qr}
          />
          <p>
            <CopyText text={begin.data.secret} keep={32} />
          </p>
          <Form<{ code: string }>
            layout="vertical"
            requiredMark={false}
            onFinish={({ code }) => confirm.mutate(code, { onSuccess: begin.reset })}
          >
            <Form.Item
              name="code"
              label={words.code}
              rules={[{ required: true, pattern: /^\d{6}$/, message: words.needCode }]}
            >
              <Input autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={confirm.isPending}>
              {words.confirm}
            </Button>
          </Form>
        </>
      )}
      <Refused error={begin.error ?? confirm.error ?? end.error} />
      <Recovery codes={confirm.data?.recovery_codes ?? null} done={confirm.reset} />
    </section>
  );
}

function Recovery({ codes, done }: { readonly codes: readonly string[] | null; readonly done: () => void }) {
  const { self, frame } = useWords();
  const words = self.totp;
  const { message } = App.useApp();
  const copy = async () => {
    await navigator.clipboard.writeText((codes ?? []).join('\n'));
    void message.success(frame.copied);
  };
  return (
    <Modal
      open={codes !== null}
      title={words.recovery}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      destroyOnHidden
      footer={
        <>
          <Button onClick={() => void copy()}>{words.copy}</Button>
          <Button type="primary" onClick={done}>
            {words.stored}
          </Button>
        </>
      }
    >
      <p>{words.recoveryText}</p>
      <ul className="mono recovery">
        {codes?.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Modal>
  );
}
