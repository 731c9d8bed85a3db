import { Modal } from 'antd';
import { useState, useSyncExternalStore } from 'react';
import type { Config } from '../config.ts';
import { signInBeside } from '../providers/auth.ts';
import { useWords } from '../providers/i18n.tsx';

let waiting: ((isSignedIn: boolean) => void)[] = [];
const listeners = new Set<() => void>();

/** Holds a request back until the person has signed in again; answers whether they did. */
export function waitForSignIn(): Promise<boolean> {
  return new Promise((resolve) => {
    waiting = [...waiting, resolve];
    tell();
  });
}

/** Asks for another sign-in beside the page, so that nothing on it is lost. */
export function SignInAgain({ config }: { config: Config }) {
  const { t } = useWords();
  const [isBusy, setBusy] = useState(false);
  const isNeeded = useSyncExternalStore(subscribe, () => waiting.length > 0);
  const begin = async () => {
    setBusy(true);
    const isSignedIn = await signInBeside(config).catch(() => false);
    setBusy(false);
    if (isSignedIn) release(true);
  };
  return (
    <Modal
      open={isNeeded}
      title={t('signIn.again')}
      okText={t('signIn.button')}
      cancelText={t('act.cancel')}
      okButtonProps={{ loading: isBusy }}
      onOk={() => void begin()}
      onCancel={() => release(false)}
      zIndex={2000}
    >
      {t('signIn.againHelp')}
    </Modal>
  );
}

function release(isSignedIn: boolean): void {
  const held = waiting;
  waiting = [];
  for (const resolve of held) resolve(isSignedIn);
  tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
