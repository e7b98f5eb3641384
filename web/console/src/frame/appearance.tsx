import { App as Messages, ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { type ReactNode, useEffect } from 'react';
import { useDark, usePreferences, useStillness } from './preferences';

const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';

/** Every text stands out from its ground by 4.5 to 1 at least (WCAG 1.4.3), which the usual colours do not. */
const LIGHT = {
  colorBgLayout: '#f5f6f5',
  colorPrimary: '#07763d',
  colorPrimaryBg: '#e2f3e9',
  colorLink: '#07763d',
  colorSuccess: '#1f7a0c',
  colorSuccessBg: '#f1fbeb',
  colorWarning: '#955700',
  colorWarningBg: '#fff8e6',
  colorError: '#c2232b',
  colorErrorBg: '#fff1f0',
  colorInfo: '#0b5cad',
  colorInfoBg: '#e8f3ff',
  colorTextTertiary: 'rgba(0, 0, 0, 0.62)',
  colorTextPlaceholder: 'rgba(0, 0, 0, 0.58)',
};
const DARK = {
  colorBgBase: '#101412',
  colorBgLayout: '#101412',
  colorBgContainer: '#181d1a',
  colorBgElevated: '#1f2521',
  colorPrimary: '#3ecb7b',
  colorPrimaryBg: '#143323',
  colorLink: '#5fd794',
  colorTextLightSolid: '#06150c',
  colorSuccess: '#7ad45c',
  colorWarning: '#e8b339',
  colorError: '#ff8a86',
  colorInfo: '#7db8ff',
  colorTextTertiary: 'rgba(255, 255, 255, 0.65)',
  colorTextPlaceholder: 'rgba(255, 255, 255, 0.6)',
};

/** Colours, density and language for everything inside. */
export function Appearance({ children }: { readonly children: ReactNode }) {
  const { density, language } = usePreferences();
  const dark = useDark();
  const still = useStillness();
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  }, [dark, language]);
  const algorithms = [dark ? theme.darkAlgorithm : theme.defaultAlgorithm];
  if (density === 'compact') algorithms.push(theme.compactAlgorithm);
  return (
    <ConfigProvider
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
      locale={language === 'en' ? enUS : zhCN}
      theme={{
        algorithm: algorithms,
        token: {
          ...(dark ? DARK : LIGHT),
          motion: !still,
          borderRadius: 8,
          fontFamily:
            'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
        },
      }}
    >
      <Messages>{children}</Messages>
    </ConfigProvider>
  );
}
