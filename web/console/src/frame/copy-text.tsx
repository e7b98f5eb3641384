import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useState } from 'react';
import { useWords } from '../words/words';

/** A long name to read the ends of, and to take along whole. */
export function CopyText({ text, keep = 8 }: { readonly text: string; readonly keep?: number }) {
  const { frame } = useWords();
  const [copied, setCopied] = useState(false);
  const shown = text.length > keep * 2 + 1 ? `${text.slice(0, keep)}…${text.slice(-keep)}` : text;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <span className="mono">
      <span title={text}>{shown}</span>
      <Tooltip title={copied ? frame.copied : frame.copy}>
        <Button
          type="text"
          size="small"
          aria-label={`${frame.copy} ${text}`}
          icon={copied ? <CheckOutlined /> : <CopyOutlined />}
          onClick={(event) => {
            event.stopPropagation();
            void copy();
          }}
        />
      </Tooltip>
    </span>
  );
}
