import { DownloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useMemo } from 'react';
import { useParams } from 'react-router';
import { Listing } from '../../frame/listing';
import { Page } from '../../frame/page';
import { usePreferences } from '../../frame/preferences';
import { Refused } from '../../frame/refused';
import { Failed, NoMatch, Waiting } from '../../frame/states';
import { useMay } from '../../session/session';
import { useWords } from '../../words/words';
import { ColumnChoice, useColumnChoice } from './column-choice';
import { Filters } from './filters';
import { Found } from './found';
import { type ListAddress, useListAddress } from './list-address';
import { NobodyYet } from './nobody-yet';
import { SearchBox } from './search-box';
import { columnsIn } from './user-columns';
import { UserDrawer } from './user-drawer';
import { useAccounts, useExport, useUsers } from './users';
import './users.css';

/** The users: searched, narrowed, page by page; one of them whole in a drawer. All of it is in the address. */
export default function UsersPage() {
  const { frame } = useWords();
  const { id } = useParams();
  const address = useListAddress();
  const columns = useColumnChoice();
  return (
    <Page title={frame.places.users} actions={<ExportButton address={address} />}>
      <div className="users-tools" role="search">
        <SearchBox value={address.valueOf('q')} search={(text) => address.narrow('q', text)} />
        <ColumnChoice {...columns} />
      </div>
      <Filters address={address} />
      <Users address={address} chosen={columns.chosen} />
      <UserDrawer id={id} close={address.close} />
    </Page>
  );
}

function Users({
  address,
  chosen,
}: {
  readonly address: ListAddress;
  readonly chosen: ReturnType<typeof useColumnChoice>['chosen'];
}) {
  const words = useWords();
  const { query, cursor } = address;
  const users = useUsers(query, cursor);
  const accounts = useAccounts();
  const columns = useMemo(() => {
    const names = new Map((accounts.data ?? []).map(({ key, name }) => [key, name]));
    return columnsIn(words, chosen, names);
  }, [words, chosen, accounts.data]);
  if (users.isPending) return <Waiting />;
  if (users.isError) return <Failed error={users.error} retry={() => void users.refetch()} />;
  if (users.data.data.length === 0)
    return address.narrowed ? <NoMatch clear={address.clear} /> : <NobodyYet />;
  return (
    <div aria-busy={users.isPlaceholderData} className={users.isPlaceholderData ? 'users-old' : undefined}>
      <Found address={address} nextCursor={users.isPlaceholderData ? null : users.data.next_cursor}>
        <Listing
          label={words.users.list}
          rows={users.data.data}
          rowKey={({ id }) => id}
          columns={columns}
          open={({ id }) => address.open(id)}
        />
      </Found>
    </div>
  );
}

function ExportButton({ address }: { readonly address: ListAddress }) {
  const { users: words } = useWords();
  const { language } = usePreferences();
  const { message } = App.useApp();
  const may = useMay();
  const made = useExport(address.query, language === 'en' ? 'en' : 'zh');
  if (!may('users:export')) return null;
  return (
    <>
      <Button
        icon={<DownloadOutlined />}
        loading={made.isPending}
        onClick={() =>
          made.mutate(undefined, { onSuccess: () => void message.success(words.export.started) })
        }
      >
        {words.export.button}
      </Button>
      <Refused error={made.error} />
    </>
  );
}
