import { Button } from 'antd';
import { useWords } from '../providers/i18n.tsx';

/** Chinese or English, at once and remembered. */
export function LanguageButton() {
  const { language, setLanguage } = useWords();
  return (
    <Button type="text" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')} lang={language === 'zh' ? 'en' : 'zh-CN'}>
      {language === 'zh' ? 'English' : '中文'}
    </Button>
  );
}
