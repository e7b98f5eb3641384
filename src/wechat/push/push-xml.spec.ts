import { cdata } from './push-envelope.js';
import { fieldsOf, readXml } from './push-xml.js';

const element = (name: string, text: string) => ({ name, text, children: [] });

it('reads elements, CDATA, bare text and what is empty', () => {
  const root = readXml(
    '<?xml version="1.0" encoding="utf-8"?>\n<xml><A><![CDATA[一 <b>]]></A>\n<B>12</B><C/><D></D></xml>\n',
  );
  expect(root).toEqual({
    name: 'xml',
    text: '',
    children: [element('A', '一 <b>'), element('B', '12'), element('C', ''), element('D', '')],
  });
});

it('joins CDATA that was split and forgets the indentation around it', () => {
  expect(readXml(`<xml>${cdata('a]]>b]]>')}</xml>`).text).toBe('a]]>b]]>');
  expect(readXml('<xml><A>\n  <![CDATA[ x ]]>\n</A></xml>').children).toEqual([element('A', ' x ')]);
});

it('knows the five entities of XML and characters by number', () => {
  expect(readXml('<xml>&lt;a href=&quot;x?a&amp;b&quot;&gt;&apos;&#38;&#x1F600;</xml>').text).toBe(
    '<a href="x?a&b">\'&😀',
  );
});

it.each([
  ['a document type', '<!DOCTYPE xml><xml/>'],
  ['a document type that defines an entity', '<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>'],
  [
    'a document type after the declaration',
    '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>',
  ],
  ['an entity', '<xml>&nbsp;</xml>'],
  ['a lone ampersand', '<xml>a&b</xml>'],
  ['half of a character by number', '<xml>&#xD83D;</xml>'],
  ['a character that there is not', '<xml>&#x110000;</xml>'],
  ['a character of no number', '<xml>&#0;</xml>'],
  ['an attribute', '<xml a="b"/>'],
  ['a comment', '<xml><!-- --></xml>'],
  ['an instruction', '<xml><?php ?></xml>'],
  ['tags that do not match', '<xml><a></b></xml>'],
  ['a tag that is not closed', '<xml><a>'],
  ['a tag that was never open', '</xml>'],
  ['CDATA that does not end', '<xml><![CDATA[x</xml>'],
  ['the end of CDATA alone', '<xml>]]></xml>'],
  ['two elements', '<xml/><xml/>'],
  ['text before', 'x<xml/>'],
  ['text after', '<xml/>x'],
  ['a byte order mark', '\ufeff<xml>a</xml>'],
  ['text between elements', '<xml>a<b/></xml>'],
  ['text beside CDATA', '<xml>a<![CDATA[b]]></xml>'],
  ['a name with a blank', '<x ml/>'],
  ['nothing', ''],
  ['nested too deep', `${'<a>'.repeat(9)}${'</a>'.repeat(9)}`],
  ['too many elements', `<xml>${'<a/>'.repeat(2000)}</xml>`],
])('refuses %s', (_, source) => {
  expect(() => readXml(source)).toThrow(expect.objectContaining({ code: 'wechat.push_unreadable' }));
});

it('reads on where the limits are not passed', () => {
  expect(readXml(`${'<a>'.repeat(8)}${'</a>'.repeat(8)}`).name).toBe('a');
  expect(readXml(`<xml>${'<a/>'.repeat(1999)}</xml>`).children).toHaveLength(1999);
});

it('gives fields by name, and refuses one that comes twice', () => {
  expect([...fieldsOf(readXml('<xml><A>1</A><B>2</B></xml>'))]).toEqual([
    ['A', '1'],
    ['B', '2'],
  ]);
  expect(() => fieldsOf(readXml('<xml><A>1</A><A>2</A></xml>'))).toThrow('twice');
});
