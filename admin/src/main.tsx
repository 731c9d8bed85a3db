import 'antd/dist/antd.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import * as z from 'zod';
import { Console } from './app.tsx';
import './styles/all.css';

// The page's policy forbids code made at run time, which zod would otherwise try.
z.config({ jitless: true });

const root = document.getElementById('root');
if (!root) throw new Error('expected an element with the id root in index.html');
createRoot(root).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
