import type { ThemeConfig } from 'antd';

/** Light theme. The darker tones give every text a contrast of at least 4.5:1. The stylesheet is static, so nothing is made at run time. */
export const theme: ThemeConfig = {
  cssVar: { key: 'app' },
  hashed: false,
  zeroRuntime: true,
  token: {
    colorPrimary: '#0958d9',
    colorInfo: '#0958d9',
    colorLink: '#0958d9',
    colorPrimaryHover: '#0a4bb8',
    colorLinkHover: '#0a4bb8',
    colorError: '#cf1322',
    colorSuccess: '#237804',
    colorWarning: '#ad4e00',
    // Grounds made from these dark tones would be too dark for text.
    colorSuccessBg: '#f1faec',
    colorSuccessBorder: '#bfe3ab',
    colorWarningBg: '#fff8ea',
    colorWarningBorder: '#f5d9a8',
    colorErrorBg: '#fff2f1',
    colorErrorBorder: '#f7b9b5',
    colorText: 'rgba(15,23,42,.92)',
    colorTextSecondary: 'rgba(15,23,42,.68)',
    colorTextDescription: 'rgba(15,23,42,.68)',
    colorTextPlaceholder: 'rgba(15,23,42,.6)',
    colorBgLayout: '#f4f6f9',
    colorBorderSecondary: '#e6eaf0',
    borderRadius: 5,
    fontSize: 14,
    controlHeight: 32,
    // People who work here all day wait for no animation; and an icon that never ends to leave is read out for ever.
    motion: false,
  },
  components: {
    Table: {
      headerBg: '#f7f9fb',
      headerColor: 'rgba(15,23,42,.68)',
      rowHoverBg: '#f5f9ff',
      cellPaddingBlockSM: 7,
      headerSplitColor: 'transparent',
      headerSortActiveBg: '#f7f9fb',
      headerSortHoverBg: '#eef2f7',
      bodySortBg: 'transparent',
    },
    Descriptions: { labelBg: '#f7f9fb' },
    Form: { itemMarginBottom: 18, verticalLabelPadding: '0 0 4px' },
  },
};
