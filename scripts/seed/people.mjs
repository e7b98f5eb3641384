// Invented people, set-based: everything about the n-th follows from n and the seed, so that the same seed makes the same people.

const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈';
const GIVEN =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志海波鹏宇浩然子轩梓涵雨欣怡诗琪佳慧思远文博天佑一诺嘉懿晨曦安宁若溪云帆晓东雪莹俊峰少龙春燕小青永康新月长江';
const WORDS =
  '阳光 微笑 小明 小猫 大海 月亮 星空 时光 幸福 奶茶 清风 岁月 追梦 北京 上海 广州 一路 平安 简单 快乐 花开 往事 如风 山水 静好 咖啡 旅行'.split(
    ' ',
  );
const LATIN = [
  'Amy',
  'Kevin',
  'Lucy',
  'Jason',
  'Cindy',
  'Tony',
  'Vivian',
  'Eric',
  'Coco',
  'Leo',
  'Mia',
  'Sam',
];
const EMOJI = ['🌸', '🍀', '☀️', '🐱', '💪', '🌙', '🎈', '🍓', '👨‍👩‍👧', '✨'];
const TAILS = ['', '', '', '先生', '老师', '同学', '爸爸', '妈妈', '的小店', '在路上', '1988', '99'];
const CITIES = ['广州', '深圳', '北京', '上海', '成都', '杭州', '武汉', '西安', '南京', '重庆'];

const array = (values) => `ARRAY[${values.map((value) => `'${value}'`).join(', ')}]::text[]`;
/** A number from 0 to below `below`, drawn with the lot of this number. */
const lot = (no, below) => `((hashint8extended(i, $3::bigint + ${no}) & 9007199254740991) % ${below})::int`;
/** One of a list, the first ones oftener. */
const oneOf = (no, values) =>
  `(${array(values)})[1 + (power(${lot(no, 100_000)} / 100000.0, 1.6) * ${values.length})::int % ${values.length}]`;

/** The statement's parameters: account, first, last, seed offset, instant before which all of it happened. */
const DRAWN = `
  SELECT i,
    'o' || substr(translate(encode(sha256(convert_to($3 || ':' || i, 'UTF8')), 'base64'), '+/=', '-_'), 1, 27) AS openid,
    'u' || substr(translate(encode(sha256(convert_to('person:' || $3 || ':' || i, 'UTF8')), 'base64'), '+/=', '-_'), 1, 27) AS unionid,
    ${lot(1, 100)} AS kind, ${lot(2, 100)} AS follow, ${lot(3, 100)} AS known,
    $4::timestamptz - make_interval(secs => power(${lot(4, 1_000_000)} / 1000000.0, 1.4) * 94608000) AS first_seen_at,
    ${lot(5, 1_000_000)} / 1000000.0 AS later, ${lot(6, 100)} AS style,
    ${oneOf(7, [...SURNAMES])} AS surname, ${oneOf(8, [...GIVEN])} AS given, ${oneOf(9, [...GIVEN])} AS second,
    ${oneOf(10, WORDS)} AS word, ${oneOf(11, WORDS)} AS other, ${oneOf(12, LATIN)} AS latin, ${oneOf(13, EMOJI)} AS emoji,
    ${oneOf(14, TAILS)} AS tail, ${oneOf(15, CITIES)} AS city, ${lot(16, 3)} AS sex, ${lot(17, 40)} AS logins
  FROM generate_series($1::bigint, $2::bigint) AS i OFFSET 0`;

export const INSERT_PERSONS = `
  INSERT INTO person (open_platform, unionid)
  SELECT $5, unionid FROM (${DRAWN}) drawn WHERE known < 40
  ON CONFLICT DO NOTHING`;

/** Of a hundred: 30 only follow, 45 signed in silently, 25 let us know their profile; of these a few have an empty one. */
export const INSERT_USERS = `
  INSERT INTO wechat_user (account_id, openid, person_id, granted_scope, subscribed, nickname, avatar_url, sex, city, country,
    provenance, first_seen_at, last_login_at, login_count, updated_at)
  SELECT $6::uuid, openid, person.id,
    CASE WHEN kind < 30 THEN NULL WHEN kind < 60 THEN 'snsapi_base' ELSE 'snsapi_userinfo' END,
    CASE WHEN kind < 30 OR follow < 50 THEN follow < 92 WHEN follow < 58 THEN false END,
    name, CASE WHEN name <> '' THEN 'https://thirdwx.qlogo.cn/mmopen/vi_32/' || substr(openid, 2, 20) || '/132' END,
    CASE WHEN name IS NOT NULL THEN sex END, CASE WHEN name <> '' THEN city END, CASE WHEN name <> '' THEN '中国' END,
    CASE WHEN name <> '' THEN jsonb_build_object('nickname', jsonb_build_object('source', 'sns_userinfo', 'at', first_seen_at))
      ELSE '{}' END,
    first_seen_at, CASE WHEN kind >= 30 THEN last_at END, CASE WHEN kind >= 30 THEN 1 + logins ELSE 0 END, last_at
  FROM (
    SELECT *, first_seen_at + later * ($4::timestamptz - first_seen_at) AS last_at,
      CASE WHEN kind < 45 THEN NULL WHEN style < 4 THEN ''
        WHEN style < 40 THEN surname || given || CASE WHEN style < 24 THEN second ELSE '' END
        WHEN style < 60 THEN word || CASE WHEN style < 52 THEN other ELSE '的' || other END
        WHEN style < 72 THEN '小' || given || tail
        WHEN style < 84 THEN latin || tail
        WHEN style < 95 THEN emoji || word || emoji
        ELSE given || '　' || second || tail END AS name
    FROM (${DRAWN}) drawn
  ) drawn LEFT JOIN person ON person.open_platform = $5 AND person.unionid = drawn.unionid AND drawn.known < 40
  ON CONFLICT (account_id, openid) DO NOTHING`;
