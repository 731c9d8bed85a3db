import { Button } from 'antd';
import { useWords } from '../providers/i18n.tsx';

/** Chinese or English, at once and remembered. */
export function LanguageButton() {
  const { t, language, setLanguage } = useWords();
  return (
    <Button type="text" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')} aria-label={t('app.language')}>
      {language === 'zh' ? 'EN' : '中文'}
    </Button>
  );
}
