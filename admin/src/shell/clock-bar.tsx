import { App, Button } from 'antd';
import { useEffect, useState } from 'react';
import { addWorkdays } from '../../../shared/kit/calendar/workdays.ts';
import { advanceClock, officeNow, officeToday, timeOf, useClockOffset } from '../providers/clock.ts';
import { useWords } from '../providers/i18n.tsx';
import { useRefreshAll } from '../refine.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** The clock of a one-machine office and the buttons that move it: a rehearsal of weeks takes a minute. */
export function ClockBar() {
  const { t, language } = useWords();
  const { message } = App.useApp();
  const refreshAll = useRefreshAll();
  const [isBusy, setBusy] = useState(false);
  const [now, setNow] = useState(officeNow);
  const offset = useClockOffset();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a moved clock is shown at once
  useEffect(() => {
    setNow(officeNow());
    const timer = setInterval(() => setNow(officeNow()), 10_000);
    return () => clearInterval(timer);
  }, [offset]);
  const move = async (ms: number) => {
    setBusy(true);
    try {
      await advanceClock(ms);
      refreshAll();
    } catch (error) {
      message.error(String(error));
    } finally {
      setBusy(false);
    }
  };
  const weekday = new Date(now).toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en-GB', { weekday: 'short', timeZone: 'Asia/Shanghai' });
  const steps = [
    { key: 'clock.hour', ms: () => hour },
    { key: 'clock.day', ms: () => day },
    { key: 'clock.workday', ms: () => untilWorkday(1) },
    { key: 'clock.workdays', ms: () => untilWorkday(6) },
    { key: 'clock.month', ms: () => 30 * day },
  ] as const;
  return (
    <section className="clock-bar" aria-label={t('clock.label')}>
      <span className="clock-local">{t('clock.local')}</span>
      <time dateTime={new Date(now).toISOString()}>
        {timeOf(now)} {weekday}
      </time>
      {steps.map(({ key, ms }) => (
        <Button key={key} size="small" disabled={isBusy} onClick={() => void move(ms())}>
          {t(key)}
        </Button>
      ))}
    </section>
  );
}

/** Milliseconds until the same time of day so many working days ahead on the official calendar. */
function untilWorkday(count: number): number {
  const target = addWorkdays(officeToday(), count);
  return Date.parse(`${target}T00:00:00Z`) - Date.parse(`${officeToday()}T00:00:00Z`);
}
