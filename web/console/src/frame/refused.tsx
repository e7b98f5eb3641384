import { Alert } from 'antd';
import { ApiRefusal } from '../api/client';
import { Withdrawn } from '../session/confirmation';
import { useWords } from '../words/words';

/** What an attempt came to, when it came to nothing: told where it was tried, with the number to ask about. */
export function Refused({ error }: { readonly error: unknown }) {
  const { frame } = useWords();
  if (!error || error instanceof Withdrawn) return null;
  const refusal = error instanceof ApiRefusal ? error : null;
  const known = refusal ? (frame.refusals as Record<string, string | undefined>)[refusal.code] : undefined;
  return (
    <Alert
      role="alert"
      type="error"
      showIcon
      className="refused"
      title={refusal ? (known ?? refusal.message) : frame.failed.away}
      description={
        refusal?.wechat
          ? `${refusal.wechat.errcode} ${refusal.wechat.errmsg}`
          : refusal?.requestId && !known
            ? frame.failed.number(refusal.requestId)
            : undefined
      }
    />
  );
}
