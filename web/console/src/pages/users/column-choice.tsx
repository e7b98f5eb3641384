import { TableOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import { useState } from 'react';
import { useWords } from '../../words/words';
import { CHOOSABLE, type Choosable, USUAL } from './user-columns';

const KEY = 'lingpai.console.users.columns';

/** The columns this browser shows, remembered where it lets us. */
export function useColumnChoice() {
  const [chosen, setChosen] = useState(read);
  const choose = (keys: readonly Choosable[]) => {
    setChosen(new Set(keys));
    try {
      localStorage.setItem(KEY, JSON.stringify(keys));
    } catch {
      // A browser that keeps nothing forgets it at the next visit.
    }
  };
  return { chosen, choose };
}

/** Which columns to show. */
export function ColumnChoice({ chosen, choose }: ReturnType<typeof useColumnChoice>) {
  const { users: words } = useWords();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <Checkbox.Group<Choosable>
          className="users-columns"
          value={[...chosen]}
          onChange={choose}
          options={CHOOSABLE.map((key) => ({ value: key, label: words.field[key] }))}
        />
      }
    >
      <Button icon={<TableOutlined />}>{words.columns}</Button>
    </Popover>
  );
}

function read(): ReadonlySet<Choosable> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return new Set(Array.isArray(kept) ? CHOOSABLE.filter((key) => kept.includes(key)) : USUAL);
  } catch {
    return new Set(USUAL);
  }
}
