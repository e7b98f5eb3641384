import { App, Button, Form, Select } from 'antd';
import { type ChangeEvent, useRef, useState } from 'react';
import { Refused } from '../../frame/refused';
import { useWords } from '../../words/words';
import { type Account, useSetJsDomains, useSetVerifyFile } from './accounts';

const FILE = /^MP_verify_[0-9A-Za-z]{1,64}\.txt$/;
const LARGEST = 1_024;

/** The file by which WeChat checks that the domain is ours. */
export function VerifyFile({ account }: { readonly account: Account }) {
  const { accounts } = useWords();
  const words = accounts.verifyFile;
  const { message } = App.useApp();
  const picker = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  const set = useSetVerifyFile(account.key);
  const take = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    target.value = '';
    if (!file) return;
    const fits = FILE.test(file.name) && file.size <= LARGEST;
    setWrong(!fits);
    if (!fits) return;
    const content = await file.text();
    set.mutate({ name: file.name, content }, { onSuccess: () => void message.success(words.done) });
  };
  return (
    <section aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="quiet">{words.text}</p>
      <div className="row">
        <Button loading={set.isPending} onClick={() => picker.current?.click()}>
          {words.pick}
        </Button>
        <span>{account.verify_file ? words.now(account.verify_file) : words.none}</span>
      </div>
      <input ref={picker} type="file" accept=".txt" aria-label={words.pick} hidden onChange={take} />
      {wrong && <p role="alert">{words.wrong}</p>}
      <Refused error={set.error} />
    </section>
  );
}

/** The hosts whose pages may have signatures for the JS-SDK. */
export function JsDomains({ account }: { readonly account: Account }) {
  const { accounts, frame } = useWords();
  const words = accounts.jsDomains;
  const { message } = App.useApp();
  const set = useSetJsDomains(account.key);
  return (
    <section aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="quiet">{words.text}</p>
      <Form<{ domains: string[] }>
        layout="vertical"
        initialValues={{ domains: account.js_domains }}
        onFinish={({ domains }) => set.mutate(domains, { onSuccess: () => void message.success(words.done) })}
      >
        <Form.Item name="domains" extra={words.hint}>
          <Select
            mode="tags"
            open={false}
            suffixIcon={null}
            maxCount={20}
            tokenSeparators={[' ', ',', ';']}
            aria-label={words.title}
          />
        </Form.Item>
        <Refused error={set.error} />
        <Button htmlType="submit" loading={set.isPending}>
          {frame.save}
        </Button>
      </Form>
    </section>
  );
}
