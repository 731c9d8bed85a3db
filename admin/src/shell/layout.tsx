import { DownOutlined, MenuOutlined } from '@ant-design/icons';
import { Button, Drawer, Dropdown, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { roles } from '../../../shared/kit/roles.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { useIsNarrow } from '../ui/use-is-narrow.ts';
import { ClockBar } from './clock-bar.tsx';
import { LanguageButton } from './language-button.tsx';
import { Navigation } from './navigation.tsx';

/** The frame of every page: head with project and person, navigation, content, and the clock of a one-machine office. */
export function Layout({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const { config } = useSession();
  const isNarrow = useIsNarrow();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={`shell ${config.isLocal ? 'shell-local' : ''}`}>
      <a href="#main" className="skip">
        {t('app.skip')}
      </a>
      <header className="shell-head">
        {isNarrow && <Button type="text" icon={<MenuOutlined aria-hidden="true" />} aria-label={t('app.menu')} onClick={() => setOpen(true)} />}
        <Link to="/" className="brand">
          <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
            <rect width="32" height="32" rx="7" fill="currentColor" />
            <path d="M7 25V13l9-6 9 6v12h-6v-7h-6v7z" fill="#fff" />
          </svg>
          <span>{t('app.name')}</span>
        </Link>
        <ProjectSwitch />
        <span className="shell-gap" />
        <LanguageButton />
        <PersonMenu />
      </header>
      {isNarrow ? (
        <Drawer open={isOpen} onClose={() => setOpen(false)} placement="left" size={264} title={t('app.menu')}>
          <Navigation onChoose={() => setOpen(false)} />
        </Drawer>
      ) : (
        <aside className="shell-side">
          <Navigation />
        </aside>
      )}
      <main id="main" tabIndex={-1} className="shell-main">
        {children}
      </main>
      {config.isLocal && <ClockBar />}
    </div>
  );
}

function ProjectSwitch() {
  const { t } = useWords();
  const { project, projects, setProject } = useSession();
  return (
    <Select
      className="project-switch"
      aria-label={t('app.project')}
      value={project ?? null}
      onChange={(id) => id && setProject(id)}
      placeholder={t('app.noProject')}
      disabled={projects.length === 0}
      showSearch={{ optionFilterProp: 'label' }}
      options={projects.map(({ id, name }) => ({ value: id, label: String(name) }))}
      popupMatchSelectWidth={false}
    />
  );
}

function PersonMenu() {
  const { l, t } = useWords();
  const { actor, signOut } = useSession();
  const posts = actor.roles.map((role) => l(roles[role])).join('、');
  const items = [{ key: 'posts', label: posts, disabled: true }, { type: 'divider' as const }, { key: 'out', label: t('app.signOut'), onClick: signOut }];
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button type="text" className="person">
        <span className="avatar" aria-hidden="true">
          {[...actor.name][0]}
        </span>
        <span className="person-name">{actor.name}</span>
        <DownOutlined aria-hidden="true" />
      </Button>
    </Dropdown>
  );
}
