import type { KeyboardEvent, ReactNode } from 'react';

/** One property of the rows of a {@link Listing}. */
export interface Column<T> {
  readonly key: string;
  readonly title: string;
  readonly show: (row: T) => ReactNode;
}

/**
 * Rows as a table, and as cards where it is narrow. `open` makes rows that Enter or a click opens; the arrows go
 * from one to the next.
 */
export function Listing<T>({
  label,
  rows,
  columns,
  rowKey,
  open,
}: {
  readonly label: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  readonly open?: (row: T) => void;
}) {
  return (
    <div className="panel listing">
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            {columns.map(({ key, title }) => (
              <th key={key} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              tabIndex={open ? 0 : undefined}
              className={open && 'opens'}
              onClick={open && ((event) => isOfRow(event.target, event.currentTarget) && open(row))}
              onKeyDown={open && ((event) => byKey(event, () => open(row)))}
            >
              {columns.map(({ key, title, show }) => (
                <td key={key} data-label={title}>
                  <div>{show(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What stands in a row and does something of its own does that alone. */
function isOfRow(target: EventTarget, row: HTMLElement): boolean {
  const doer =
    target instanceof Element ? target.closest('a, button, input, [role=dialog], .ant-popover') : null;
  return target instanceof Node && row.contains(target) && (doer === null || !row.contains(doer));
}

function byKey(event: KeyboardEvent<HTMLTableRowElement>, open: () => void): void {
  if (event.target !== event.currentTarget) return;
  const { nextElementSibling: next, previousElementSibling: before } = event.currentTarget;
  const to = event.key === 'ArrowDown' ? next : event.key === 'ArrowUp' ? before : null;
  if (event.key === 'Enter') open();
  else if (to instanceof HTMLElement) to.focus();
  else return;
  event.preventDefault();
}
