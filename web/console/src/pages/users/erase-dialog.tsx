import { Input, Modal } from 'antd';
import { useState } from 'react';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';

/** How much of the openid has to be typed. */
const TYPED = 6;

/** Erases somebody only when the end of their openid was typed. */
export function EraseDialog({
  openid,
  open,
  busy,
  error,
  close,
  erase,
}: {
  readonly openid: string;
  readonly open: boolean;
  readonly busy: boolean;
  readonly error: unknown;
  readonly close: () => void;
  readonly erase: () => void;
}) {
  const { users: words, frame } = useWords();
  const [typed, setTyped] = useState('');
  const wanted = openid.slice(-TYPED);
  return (
    <Modal
      open={open}
      title={words.erase.title}
      okText={words.erase.go}
      okButtonProps={{ danger: true, disabled: typed !== wanted }}
      confirmLoading={busy}
      cancelText={frame.cancel}
      onOk={erase}
      onCancel={close}
      afterClose={() => setTyped('')}
      destroyOnHidden
    >
      <p>{words.erase.text}</p>
      <label>
        {words.erase.type(wanted)}
        <Input
          autoFocus
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={({ target }) => setTyped(target.value.trim())}
          onPressEnter={() => typed === wanted && erase()}
        />
      </label>
      <Refused error={error} />
    </Modal>
  );
}
