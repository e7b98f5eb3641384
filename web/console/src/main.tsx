import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { ApiRefusal } from './api/client';
import { App } from './app';
import { Appearance } from './frame/appearance';
import './frame/frame.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refused it refuses again; what did not arrive may the second time.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiRefusal && error.status < 500),
      staleTime: 5_000,
      refetchOnWindowFocus: true,
    },
  },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Appearance>
        <BrowserRouter basename="/admin">
          <App />
        </BrowserRouter>
      </Appearance>
    </QueryClientProvider>
  </StrictMode>,
);
