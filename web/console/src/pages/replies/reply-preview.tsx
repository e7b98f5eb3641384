import { useWords } from '../../words/words';
import { LOGIN_LINK, type NewReplyRule } from './reply-rules';

const EXAMPLE = `${window.location.origin}/l/…`;
/** WeChat shows links in texts; every other mark is text to it. */
const LINK = /<a href="([^"]*)">([^<]*)<\/a>/g;

/** A reply as it looks in the chat, with an example in place of the link. */
export function ReplyPreview({ rule }: { readonly rule: Pick<NewReplyRule, 'text' | 'article'> }) {
  const { replies: words } = useWords();
  const filled = (text: string) => text.replaceAll(LOGIN_LINK, EXAMPLE);
  const { text, article } = rule;
  return (
    <figure className="chat" aria-label={words.preview}>
      {article ? (
        <div className="chat-card">
          <strong>{filled(article.title ?? '')}</strong>
          <p>{filled(article.description ?? '')}</p>
          <span className="chat-link">{filled(article.url ?? '')}</span>
        </div>
      ) : (
        <div className="chat-bubble">{partsOf(filled(text ?? ''))}</div>
      )}
      <figcaption className="quiet">{words.previewHint}</figcaption>
    </figure>
  );
}

function partsOf(text: string) {
  const links = [...text.matchAll(LINK)];
  const ends = links.map(({ index, 0: whole }) => index + whole.length);
  return [
    ...links.flatMap(({ index, 1: url, 2: shown }, nth) => [
      text.slice(nth === 0 ? 0 : ends[nth - 1], index),
      <span key={index} className="chat-link" title={url}>
        {shown}
      </span>,
    ]),
    text.slice(ends.at(-1) ?? 0),
  ];
}
