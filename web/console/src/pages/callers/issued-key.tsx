import { App, Button, Modal, Typography } from 'antd';
import { useWords } from '../../words/words';
import type { IssuedKey as Issued } from './callers';

/** A key just made: the only time that it can be seen. */
export function IssuedKey({ issued, done }: { readonly issued: Issued | null; readonly done: () => void }) {
  const { callers } = useWords();
  const { message } = App.useApp();
  const words = callers.issued;
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    void message.success(words.copied);
  };
  const key = issued?.key ?? '';
  return (
    <Modal
      open={issued !== null}
      title={words.title}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      destroyOnHidden
      footer={
        <>
          <Button onClick={() => void copy(key)}>{words.copy}</Button>
          <Button type="primary" onClick={done}>
            {words.done}
          </Button>
        </>
      }
    >
      <p>{words.text}</p>
      <Typography.Paragraph code className="mono" data-key>
        {key}
      </Typography.Paragraph>
      <p className="quiet">{words.how}</p>
      <pre className="mono sample">{`curl -H "Authorization: Bearer $LINGPAI_KEY" \\\n  ${window.location.origin}/api/v1/accounts/main/token`}</pre>
    </Modal>
  );
}
