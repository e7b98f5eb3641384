import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { Shell } from './frame/shell';
import { Failed, Missing, Waiting } from './frame/states';
import { Confirmation } from './session/confirmation';
import { LOAD } from './pages';
import { SignInPage } from './session/sign-in-page';
import { SetupPage } from './session/setup-page';
import { useMe, useSignOut } from './session/session';

const pages = {
  overview: lazy(LOAD.overview),
  users: lazy(LOAD.users),
  tokens: lazy(LOAD.tokens),
  accounts: lazy(LOAD.accounts),
  callers: lazy(LOAD.callers),
  replies: lazy(LOAD.replies),
  audit: lazy(LOAD.audit),
  operators: lazy(LOAD.operators),
  self: lazy(LOAD.self),
  sessions: lazy(LOAD.sessions),
};

/** Set-up, sign-in, or the console: what there is at which address. */
export function App() {
  const { pathname } = useLocation();
  if (pathname === '/setup') return <SetupPage />;
  return <Inside />;
}

function Inside() {
  const me = useMe();
  const signOut = useSignOut();
  if (me.isPending) return null;
  if (me.isError) return <Failed error={me.error} retry={() => void me.refetch()} />;
  if (me.data?.state !== 'signed_in') return <SignInPage awaitsCode={me.data?.state === 'awaits_totp'} />;
  return (
    <Shell me={me.data} signOut={() => signOut.mutate()}>
      <Confirmation>
        <Suspense fallback={<Waiting />}>
          <Routes>
            <Route path="/" element={<pages.overview />} />
            <Route path="/users" element={<pages.users />} />
            <Route path="/users/:id" element={<pages.users />} />
            <Route path="/tokens" element={<pages.tokens />} />
            <Route path="/accounts" element={<pages.accounts />} />
            <Route path="/callers" element={<pages.callers />} />
            <Route path="/replies" element={<pages.replies />} />
            <Route path="/audit" element={<pages.audit />} />
            <Route path="/operators" element={<pages.operators />} />
            <Route path="/self" element={<pages.self />} />
            <Route path="/self/sessions" element={<pages.sessions />} />
            <Route path="/login" element={<Navigate to="/" replace />} />
            <Route path="*" element={<Missing />} />
          </Routes>
        </Suspense>
      </Confirmation>
    </Shell>
  );
}
