import { Alert, Button } from 'antd';
import { CopyText } from '../../frame/copy-text';
import { count } from '../../frame/numbers';
import { usePreferences } from '../../frame/preferences';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';
import { useAuditVerdict } from './audit';

/** Looks, when asked, whether somebody has tampered with the record. */
export function AuditVerdict() {
  const { audit: words } = useWords();
  const { language } = usePreferences();
  const { data, error, isFetching, refetch } = useAuditVerdict();
  return (
    <div className="stack audit-verdict">
      <div>
        <Button loading={isFetching} onClick={() => void refetch()}>
          {words.verify}
        </Button>
      </div>
      <Refused error={error} />
      {data && (
        <Alert
          role="status"
          showIcon
          type={data.whole ? 'success' : 'error'}
          title={
            data.fault
              ? words.broken(data.fault.id, words.why[data.fault.why])
              : words.whole(count(data.lines, language))
          }
          description={
            data.head && (
              <>
                {words.head} <CopyText text={`${data.head.id}:${data.head.proof}`} />
              </>
            )
          }
        />
      )}
    </div>
  );
}
