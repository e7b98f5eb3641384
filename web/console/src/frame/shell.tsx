import { MenuOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Drawer, Dropdown, Grid, Layout, Menu } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { LOAD } from '../pages';
import type { Me } from '../session/session';
import { useWords } from '../words/words';
import icon from './icon.svg';
import { KeyboardHelp, useKeys } from './keys';
import { PLACES } from './places';
import { prefer, usePreferences } from './preferences';

/** The frame around every page: where one can go, how it looks, who one is. */
export function Shell({
  me,
  signOut,
  children,
}: {
  readonly me: Me;
  readonly signOut: () => void;
  readonly children: ReactNode;
}) {
  const { frame } = useWords();
  const wide = Grid.useBreakpoint().lg ?? true;
  const [open, setOpen] = useState(false);
  const keys = useKeys();
  const brand = (
    <div className="frame-brand">
      <img src={icon} alt="" />
      {frame.product}
    </div>
  );
  return (
    <Layout className="frame">
      <a className="skip" href="#content">
        {frame.skip}
      </a>
      {wide ? (
        <Layout.Sider theme="light" width={208} className="frame-side">
          {brand}
          <Places />
        </Layout.Sider>
      ) : (
        <Drawer placement="left" open={open} onClose={() => setOpen(false)} size={248} title={frame.product}>
          <Places onGo={() => setOpen(false)} />
        </Drawer>
      )}
      <Layout>
        <header className="frame-head">
          {!wide && (
            <Button
              type="text"
              aria-label={frame.menu}
              icon={<MenuOutlined />}
              onClick={() => setOpen(true)}
            />
          )}
          <span className="space" />
          <Settings />
          <Self me={me} signOut={signOut} />
        </header>
        <main id="content" className="frame-body">
          {children}
        </main>
      </Layout>
      <KeyboardHelp {...keys} />
    </Layout>
  );
}

function Places({ onGo }: { readonly onGo?: () => void }) {
  const { frame } = useWords();
  const { pathname } = useLocation();
  const here = PLACES.findLast(
    ({ path }) => pathname === path || (path !== '/' && pathname.startsWith(path)),
  );
  return (
    <nav aria-label={frame.menu}>
      <Menu
        mode="inline"
        selectedKeys={[here?.place ?? '']}
        onClick={onGo}
        items={PLACES.map(({ place, path, icon }) => ({
          key: place,
          icon,
          label: (
            // Whoever points at it will most likely go there.
            <Link to={path} onPointerEnter={() => void LOAD[place]()} onFocus={() => void LOAD[place]()}>
              {frame.places[place]}
            </Link>
          ),
        }))}
      />
    </nav>
  );
}

function Settings() {
  const { frame } = useWords();
  const { theme, density, language } = usePreferences();
  const choice = <T extends string>(label: string, values: Record<T, string>) => ({
    type: 'group' as const,
    key: label,
    label,
    children: Object.entries(values).map(([key, text]) => ({ key, label: text as string })),
  });
  const { label: themes, ...themeWords } = frame.theme;
  const { label: densities, ...densityWords } = frame.density;
  const { label: languages, ...languageWords } = frame.language;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        multiple: true,
        selectedKeys: [theme, density, language],
        onClick: ({ key }) => {
          if (key in themeWords) prefer({ theme: key as typeof theme });
          else if (key in densityWords) prefer({ density: key as typeof density });
          else prefer({ language: key as typeof language });
        },
        items: [
          choice(languages, languageWords),
          choice(themes, themeWords),
          choice(densities, densityWords),
        ],
      }}
    >
      <Button type="text" aria-label={`${languages} · ${themes} · ${densities}`} icon={<SettingOutlined />} />
    </Dropdown>
  );
}

function Self({ me, signOut }: { readonly me: Me; readonly signOut: () => void }) {
  const { frame, self } = useWords();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'self', label: <Link to="/self">{frame.self}</Link> },
          { key: 'sessions', label: <Link to="/self/sessions">{self.sessions.title}</Link> },
          { type: 'divider' },
          { key: 'out', label: frame.signOut, onClick: signOut },
        ],
      }}
    >
      <Button type="text">{me.operator.name}</Button>
    </Dropdown>
  );
}
