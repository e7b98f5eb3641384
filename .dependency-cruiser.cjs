// Who may import whom: arrows fall (docs/architecture.md). One rule a room; lower floors are older and plainer.
const rooms = {
  kernel: [],
  config: ['kernel'],
  wechat: ['kernel'],
  database: ['kernel', 'config'],
  pages: ['kernel'],
  accounts: ['kernel', 'config', 'wechat', 'database'],
  callers: ['kernel', 'config', 'database', 'accounts'],
  token: ['kernel', 'config', 'wechat', 'database', 'accounts', 'callers'],
  users: ['kernel', 'config', 'wechat', 'database', 'accounts'],
  auth: ['kernel', 'config', 'wechat', 'database', 'pages', 'accounts', 'callers', 'users'],
  member: ['kernel', 'config', 'wechat', 'database', 'pages', 'accounts', 'users', 'auth'],
  demo: ['kernel', 'pages', 'auth'],
  health: ['kernel', 'database'],
  metrics: ['kernel', 'token'],
  openapi: ['kernel'],
  sandbox: ['kernel', 'wechat'],
};

const arrows = Object.entries(rooms).map(([room, below]) => ({
  name: `${room}-looks-down-only`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...below].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...arrows,
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'wechat-is-pure',
      comment: 'no Nest, no database, no environment in the protocol library',
      severity: 'error',
      from: { path: '^src/wechat/' },
      to: { path: 'node_modules/(@nestjs|typeorm|pg)/' },
    },
    {
      name: 'sandbox-stands-alone',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(sandbox/|cli/|start\\.ts|greeting\\.ts|main\\.ts)' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'every-import-resolves',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$|/testing/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
