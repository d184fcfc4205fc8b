using MudBlazor;

namespace Tracking.Portal.Layout;

/// <summary>The one theme of ops: calm, dense, and with a contrast of at least 4.5 for text on either background.</summary>
public static class OpsTheme
{
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#1f5fa8",
            Secondary = "#5a4a8a",
            Info = "#1b6079",
            Success = "#256b3a",
            Warning = "#8a5200",
            WarningContrastText = "#ffffff",
            Error = "#a3261d",
            AppbarBackground = "#1d2f45",
            AppbarText = "#ffffff",
            Background = "#f4f6f8",
            Surface = "#ffffff",
            DrawerBackground = "#ffffff",
            DrawerText = "#1d2733",
            DrawerIcon = "#44515f",
            TextPrimary = "#1d2733",
            TextSecondary = "#4d5b69",
            TextDisabled = "#6b7885",
            ActionDefault = "#44515f",
            LinesDefault = "#d5dbe1",
            LinesInputs = "#8592a0",
            TableLines = "#e1e6ea",
            TableHover = "#eef3f8",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8ab8f0",
            PrimaryContrastText = "#0d1b2a",
            Secondary = "#c4b5f5",
            SecondaryContrastText = "#1a1430",
            Info = "#7cc7e0",
            InfoContrastText = "#06222c",
            Success = "#8fd3a2",
            SuccessContrastText = "#08230f",
            Warning = "#f2bd6b",
            WarningContrastText = "#2a1a00",
            Error = "#ffb4ab",
            ErrorContrastText = "#370b06",
            AppbarBackground = "#0d141b",
            AppbarText = "#e4e9ee",
            Background = "#12181f",
            Surface = "#1b232c",
            DrawerBackground = "#161d25",
            DrawerText = "#e4e9ee",
            DrawerIcon = "#a9b5c1",
            TextPrimary = "#e4e9ee",
            TextSecondary = "#a9b5c1",
            TextDisabled = "#7d8894",
            ActionDefault = "#a9b5c1",
            LinesDefault = "#2d3844",
            LinesInputs = "#6b7885",
            TableLines = "#27313c",
            TableHover = "#222c37",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", DrawerWidthLeft = "200px", AppbarHeight = "48px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = ["Roboto", "system-ui", "sans-serif"], FontSize = ".875rem", LineHeight = "1.45" },
            H5 = new H5Typography { FontSize = "1.25rem", FontWeight = "500" },
            H6 = new H6Typography { FontSize = "1rem", FontWeight = "500" },
        },
    };
}
