import {
  ApiOutlined,
  AuditOutlined,
  DashboardOutlined,
  KeyOutlined,
  MessageOutlined,
  SafetyOutlined,
  ShopOutlined,
  TeamOutlined,
} from '@ant-design/icons';

/** The places of the console, in the order of the menu; `g` and the letter lead there. */
export const PLACES = [
  { place: 'overview', path: '/', key: 'o', icon: <DashboardOutlined /> },
  { place: 'users', path: '/users', key: 'u', icon: <TeamOutlined /> },
  { place: 'tokens', path: '/tokens', key: 't', icon: <KeyOutlined /> },
  { place: 'accounts', path: '/accounts', key: 'a', icon: <ShopOutlined /> },
  { place: 'callers', path: '/callers', key: 'c', icon: <ApiOutlined /> },
  { place: 'replies', path: '/replies', key: 'r', icon: <MessageOutlined /> },
  { place: 'audit', path: '/audit', key: 'l', icon: <AuditOutlined /> },
  { place: 'operators', path: '/operators', key: 'p', icon: <SafetyOutlined /> },
] as const;
