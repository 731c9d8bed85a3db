import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';

export type Tab = { readonly key: string; readonly label: string; readonly content: ReactNode };
type TabListProps = { readonly tabs: readonly Tab[]; readonly active: string; readonly onChange: (key: string) => void; readonly label: string };

/**
 * Tabs that wrap where they do not fit; only the chosen one's content exists. Arrow keys, Home and End move; from anywhere on
 * the page, Alt and a digit open one of the first nine, and Alt and 0 the last.
 */
export function TabList({ tabs, active, onChange, label }: TabListProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const place = Math.max(
    0,
    tabs.findIndex((tab) => tab.key === active),
  );
  const move = (event: KeyboardEvent) => {
    const target = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = (target + tabs.length) % tabs.length;
    onChange(tabs[next]?.key ?? active);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <>
      <div ref={list} role="tablist" aria-label={label} className="tab-list" onKeyDown={move}>
        {tabs.map((tab, position) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            aria-selected={position === place}
            aria-controls={`${id}-panel`}
            tabIndex={position === place ? 0 : -1}
            {...shortcutOf(position, tabs.length)}
            onClick={() => onChange(tab.key)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tabs[place]?.key}`}>
        {tabs[place]?.content}
      </div>
    </>
  );
}

/** The last tab is always at the same key; those between the ninth and the last have none. */
function shortcutOf(position: number, count: number): { accessKey?: string; title?: string } {
  const key = position === count - 1 ? '0' : position < 9 ? String(position + 1) : undefined;
  return key === undefined ? {} : { accessKey: key, title: `Alt+${key}` };
}
