import { App, Button, Modal } from 'antd';
import { CopyText } from '../../frame/copy-text';
import { Refused } from '../../frame/refused';
import { useMay } from '../../session/session';
import { useWords } from '../../words/words';
import { type TokenHealth, useRenewal, useReveal } from './token-health';

/** What an operator can do to a token. */
export function TokenDeeds({ health }: { readonly health: TokenHealth }) {
  const { tokens: words, frame } = useWords();
  const { message, modal } = App.useApp();
  const may = useMay();
  const renew = useRenewal(health.account, false);
  const force = useRenewal(health.account, true);
  const reveal = useReveal(health.account);
  const { used_today: used, per_day: perDay, wait_seconds: wait } = health.force;
  const budget = `${words.force.budget(used, perDay)}${wait > 0 ? ` · ${words.force.wait(wait)}` : ''}`;
  const ask = () =>
    modal.confirm({
      title: words.force.title,
      content: (
        <>
          <p>{words.force.text}</p>
          <p className="quiet">{budget}</p>
        </>
      ),
      okText: words.force.go,
      okButtonProps: { danger: true },
      cancelText: frame.cancel,
      onOk: () => force.mutate(undefined, { onSuccess: () => void message.success(words.force.done) }),
    });
  return (
    <>
      <div className="row">
        {may('tokens:renew') && (
          <Button
            type="primary"
            loading={renew.isPending}
            onClick={() => renew.mutate(undefined, { onSuccess: () => void message.success(words.renewed) })}
          >
            {words.renew}
          </Button>
        )}
        {may('tokens:force') && (
          <>
            <Button danger disabled={wait > 0 || used >= perDay} loading={force.isPending} onClick={ask}>
              {words.force.button}
            </Button>
            <span className="quiet">{budget}</span>
          </>
        )}
        {may('tokens:reveal') && health.token.version > 0 && (
          <Button type="text" loading={reveal.isPending} onClick={() => reveal.mutate()}>
            {words.reveal.button}
          </Button>
        )}
      </div>
      <Refused error={renew.error ?? force.error ?? reveal.error} />
      <Modal
        open={reveal.isSuccess}
        title={words.reveal.title}
        onCancel={reveal.reset}
        footer={<Button onClick={reveal.reset}>{frame.close}</Button>}
        destroyOnHidden
      >
        <p>{words.reveal.text}</p>
        {reveal.data && (
          <p>
            {words.reveal.version(reveal.data.version)} <CopyText text={reveal.data.access_token} keep={12} />
          </p>
        )}
      </Modal>
    </>
  );
}
