import { Alert, Button } from 'antd';
import { useState } from 'react';
import type { Config } from '../config.ts';
import { signIn } from '../providers/auth.ts';
import { useWords } from '../providers/i18n.tsx';
import { LanguageButton } from '../shell/language-button.tsx';

/** The page before everything else. `problem` says what went wrong with the last try. */
export function SignInPage({ config, problem }: { config: Config | undefined; problem: string | undefined }) {
  const { t } = useWords();
  const [failure, setFailure] = useState<string>();
  const begin = (known: Config) => {
    const here = location.pathname === '/callback' ? '/' : location.pathname + location.search;
    signIn(known, here).catch(() => setFailure(t('signIn.noConfig')));
  };
  return (
    <main className="sign-in">
      <div className="sign-in-box">
        <h1>{t('app.name')}</h1>
        <p>{t('app.tagline')}</p>
        {(failure ?? problem) && <Alert type="error" showIcon role="alert" title={failure ?? problem} />}
        <Button type="primary" size="large" block disabled={!config} onClick={() => config && begin(config)} autoFocus>
          {t('signIn.button')}
        </Button>
        <LanguageButton />
      </div>
    </main>
  );
}
