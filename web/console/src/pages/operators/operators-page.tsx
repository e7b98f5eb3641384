import { PlusOutlined } from '@ant-design/icons';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Column, Listing } from '../../frame/listing';
import { Page } from '../../frame/page';
import { Failed, Forbidden, Waiting } from '../../frame/states';
import { When } from '../../frame/when';
import { useMay, useMe } from '../../session/session';
import { useWords, type Words } from '../../words/words';
import { NewOperator } from './new-operator';
import { OperatorDeeds } from './operator-deeds';
import { type Operator, useOperators } from './operators';

/** Who may sign in to the console, and what they may do there. */
export default function OperatorsPage() {
  const { frame } = useWords();
  const may = useMay();
  return (
    <Page title={frame.places.operators} actions={may('operators:write') && <Add />}>
      {may('operators:read') ? <Operators /> : <Forbidden />}
    </Page>
  );
}

function Add() {
  const { operators: words } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
        {words.add}
      </Button>
      <NewOperator open={open} close={() => setOpen(false)} />
    </>
  );
}

function Operators() {
  const words = useWords();
  const found = useOperators();
  const me = useMe();
  const may = useMay();
  if (found.isPending) return <Waiting />;
  if (found.isError && !found.data) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const own = me.data?.operator.id;
  const columns = columnsIn(words, own);
  if (may('operators:write'))
    columns.push({
      key: 'deeds',
      title: words.operators.deeds,
      // What concerns oneself is done on one's own page.
      show: (operator) =>
        operator.id === own ? (
          <Link to="/self">{words.frame.self}</Link>
        ) : (
          <OperatorDeeds operator={operator} />
        ),
    });
  return (
    <Listing
      label={words.frame.places.operators}
      rows={found.data}
      rowKey={({ id }) => id}
      columns={columns}
    />
  );
}

function columnsIn({ operators: words }: Words, own: string | undefined): Column<Operator>[] {
  return [
    {
      key: 'name',
      title: words.name,
      show: ({ id, name }) => (
        <>
          {name} {id === own && <Tag>{words.you}</Tag>}
        </>
      ),
    },
    { key: 'role', title: words.role, show: ({ role }) => words.roles[role] },
    { key: 'totp', title: words.totp, show: ({ totp }) => (totp ? words.totpOn : words.totpOff) },
    { key: 'login', title: words.lastLogin, show: ({ last_login_at: at }) => <When at={at} /> },
    {
      key: 'state',
      title: words.state,
      show: ({ disabled_at: at }) => (
        <Tag color={at ? 'default' : 'success'}>{at ? words.disabled : words.active}</Tag>
      ),
    },
  ];
}
