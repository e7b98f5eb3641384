import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';
import type { UserDeeds, UserDetail } from './user-detail';
import { useAccounts } from './users';

/** Says that an openid of another account is the same person. */
export function LinkForm({ user, link }: { readonly user: UserDetail; readonly link: UserDeeds['link'] }) {
  const { users: words, frame } = useWords();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const accounts = useAccounts();
  const others = (accounts.data ?? []).filter(({ key }) => key !== user.account);
  if (others.length === 0) return null;
  const save = (given: { account: string; openid: string }) =>
    link.mutate(
      { ...given, openid: given.openid.trim() },
      {
        onSuccess: () => {
          setOpen(false);
          void message.success(words.links.done);
        },
      },
    );
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {words.links.add}
      </Button>
      <Modal
        open={open}
        title={words.links.add}
        onCancel={() => setOpen(false)}
        afterClose={link.reset}
        footer={null}
        destroyOnHidden
      >
        <p className="quiet">{words.links.addText}</p>
        <Form
          layout="vertical"
          requiredMark={false}
          initialValues={{ account: others[0]!.key }}
          onFinish={save}
        >
          <Form.Item name="account" label={frame.account}>
            <Select options={others.map(({ key, name }) => ({ value: key, label: name }))} />
          </Form.Item>
          <Form.Item
            name="openid"
            label={words.field.openid}
            rules={[{ required: true, message: words.field.openid, whitespace: true }]}
          >
            <Input maxLength={128} autoComplete="off" spellCheck={false} />
          </Form.Item>
          <Refused error={link.error} />
          <Button type="primary" htmlType="submit" loading={link.isPending}>
            {words.links.add}
          </Button>
        </Form>
      </Modal>
    </>
  );
}
