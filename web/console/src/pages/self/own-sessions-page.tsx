import { App, Button, Tag } from 'antd';
import { type Column, Listing } from '../../frame/listing';
import { Page } from '../../frame/page';
import { Refused } from '../../frame/refused';
import { Failed, Waiting } from '../../frame/states';
import { When } from '../../frame/when';
import { useWords } from '../../words/words';
import { type OwnSession, useEndOtherSessions, useEndOwnSession, useOwnSessions } from './own-sessions';

/** Where one is signed in to the console, and the end of it. */
export default function OwnSessionsPage() {
  const { self, frame } = useWords();
  const words = self.sessions;
  const { message, modal } = App.useApp();
  const sessions = useOwnSessions();
  const end = useEndOwnSession();
  const endOthers = useEndOtherSessions();
  const askToEndOthers = () =>
    modal.confirm({
      title: words.endOthersTitle,
      content: words.endOthersText,
      okText: words.endOthers,
      okButtonProps: { danger: true },
      cancelText: frame.cancel,
      onOk: () =>
        endOthers.mutateAsync().then(
          ({ ended }) => void message.success(words.ended(ended)),
          () => undefined,
        ),
    });
  const columns: Column<OwnSession>[] = [
    {
      key: 'created',
      title: words.created,
      show: ({ created_at: at, current }) => (
        <span className="row">
          <When at={at} />
          {current && <Tag color="success">{words.current}</Tag>}
        </span>
      ),
    },
    { key: 'seen', title: words.seen, show: ({ seen_at: at }) => <When at={at} /> },
    { key: 'expires', title: words.expires, show: ({ expires_at: at }) => <When at={at} /> },
    {
      key: 'end',
      title: words.deeds,
      show: ({ handle, current }) =>
        current ? (
          <span className="quiet">{words.signOutInstead}</span>
        ) : (
          <Button
            size="small"
            danger
            disabled={end.isPending}
            onClick={() => end.mutate(handle, { onSuccess: () => void message.success(words.ended(1)) })}
          >
            {words.end}
          </Button>
        ),
    },
  ];
  return (
    <Page
      title={words.title}
      actions={
        (sessions.data?.length ?? 0) > 1 && (
          <Button danger loading={endOthers.isPending} onClick={askToEndOthers}>
            {words.endOthers}
          </Button>
        )
      }
    >
      <p className="quiet">{words.text}</p>
      <Refused error={end.error ?? endOthers.error} />
      {sessions.isPending ? (
        <Waiting />
      ) : sessions.isError && !sessions.data ? (
        <Failed error={sessions.error} retry={() => void sessions.refetch()} />
      ) : (
        <Listing label={words.title} rows={sessions.data} rowKey={({ handle }) => handle} columns={columns} />
      )}
    </Page>
  );
}
