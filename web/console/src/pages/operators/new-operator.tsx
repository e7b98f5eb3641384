import { Button, Drawer, Form, Input, Radio } from 'antd';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';
import { type NewOperator as Given, type Role, useAddOperator } from './operators';

/** The shortest password, in characters. */
export const SHORTEST = 12;

/** Lets somebody in. */
export function NewOperator({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { operators: words } = useWords();
  const add = useAddOperator();
  const roles = Object.keys(words.roles) as Role[];
  return (
    <Drawer open={open} onClose={close} title={words.add} size={440} destroyOnHidden>
      <Form<Given>
        layout="vertical"
        requiredMark={false}
        initialValues={{ role: 'viewer' }}
        onFinish={(given) => add.mutate(given, { onSuccess: close })}
      >
        <Form.Item
          name="name"
          label={words.name}
          rules={[{ required: true, whitespace: true, message: words.needName }]}
        >
          <Input autoFocus autoComplete="off" maxLength={64} />
        </Form.Item>
        <Form.Item name="role" label={words.role}>
          <Radio.Group
            vertical
            options={roles.map((role) => ({
              value: role,
              label: (
                <>
                  {words.roles[role]} <span className="quiet">{words.roleHint[role]}</span>
                </>
              ),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="password"
          label={words.password}
          rules={[{ required: true, min: SHORTEST, message: words.short }]}
        >
          <Input.Password autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Refused error={add.error} />
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {words.add}
        </Button>
      </Form>
    </Drawer>
  );
}
