import { Button, Checkbox, Drawer, Form, Input, InputNumber, Select } from 'antd';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';
import { useAccounts } from '../accounts/accounts';
import { type IssuedKey, type Scope, useAddCaller } from './callers';

interface Given {
  readonly name: string;
  readonly scopes: Scope[];
  readonly account?: string;
  readonly cidrs?: string[];
  readonly days?: number | null;
}

/** Makes a key for another backend. */
export function NewCaller({
  open,
  close,
  issued,
}: {
  readonly open: boolean;
  readonly close: () => void;
  readonly issued: (key: IssuedKey) => void;
}) {
  const { callers: words } = useWords();
  const accounts = useAccounts();
  const add = useAddCaller();
  const scopes = Object.entries(words.scope) as [Scope, string][];
  const make = ({ name, scopes: chosen, account, cidrs, days }: Given) =>
    add.mutate(
      { name, scopes: chosen, account: account ?? null, cidrs: cidrs ?? [], days: days ?? null },
      {
        onSuccess: (key) => {
          close();
          issued(key);
        },
      },
    );
  return (
    <Drawer open={open} onClose={close} title={words.add} size={440} destroyOnHidden>
      <Form<Given>
        layout="vertical"
        requiredMark={false}
        initialValues={{ scopes: ['token:read'] }}
        onFinish={make}
      >
        <Form.Item
          name="name"
          label={words.name}
          extra={words.nameHint}
          rules={[{ required: true, whitespace: true, message: words.needName }]}
        >
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item
          name="scopes"
          label={words.scopes}
          rules={[
            // `required` would put an attribute on the group that groups may not have.
            {
              validator: (_rule, chosen: Scope[]) =>
                chosen.length > 0 ? Promise.resolve() : Promise.reject(new Error(words.needScope)),
            },
          ]}
        >
          <Checkbox.Group
            className="scopes"
            options={scopes.map(([value, text]) => ({ value, label: `${text}（${value}）` }))}
          />
        </Form.Item>
        <Form.Item name="account" label={words.account}>
          <Select
            allowClear
            placeholder={words.everyAccount}
            options={accounts.data?.map(({ key, name }) => ({ value: key, label: `${name} · ${key}` }))}
          />
        </Form.Item>
        <Form.Item name="cidrs" label={words.networks} extra={words.networksHint}>
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[' ', ',']} />
        </Form.Item>
        <Form.Item name="days" label={words.days} extra={words.daysHint}>
          <InputNumber min={1} max={3650} precision={0} />
        </Form.Item>
        <Refused error={add.error} />
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {words.add}
        </Button>
      </Form>
    </Drawer>
  );
}
