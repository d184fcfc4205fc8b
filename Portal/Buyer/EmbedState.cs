namespace Tracking.Portal.Buyer;

/// <summary>What <c>/embed/{token}.json</c> says: the bar of each parcel in words ready to show, and nothing of the order or of who bought.</summary>
public sealed record EmbedState
{
    public required string Language { get; init; }
    public required string Direction { get; init; }
    public required bool IsOver { get; init; }

    /// <summary>The colour on light and on dark ground; null: the portal's own.</summary>
    public required string? Light { get; init; }
    public required string? Dark { get; init; }

    /// <summary>The words and the address of the whole page.</summary>
    public required string Details { get; init; }
    public required string Link { get; init; }

    /// <summary>The line that names the portal; null where the shop hides it.</summary>
    public required string? Powered { get; init; }
    public required string Progress { get; init; }
    public required IReadOnlyList<ParcelPart> Parcels { get; init; }

    public static EmbedState Of(OrderPages.Found found, EmbedLook look, PublicAddress address)
    {
        var (texts, brand) = (found.Texts, found.Order.Shop.Brand);
        return new()
        {
            Language = texts.Language,
            Direction = texts.Direction,
            IsOver = found.View.IsOver,
            Light = look.Colour is { } light ? BrandColours.Light(light) : null,
            Dark = look.Colour is { } dark ? BrandColours.Dark(dark) : null,
            Details = texts["Page.Details"],
            Link = address.Link("t/" + found.Order.Token + texts.Query),
            Powered = brand.PoweredBy ? texts["Page.Powered"] : null,
            Progress = texts["Page.Progress"],
            Parcels = [.. found.View.Parcels.Select((parcel, i) => new ParcelPart(
                WhichOf(found, i), parcel.Headline, parcel.Tone, parcel.Promise.Text, parcel.Promise.Why, parcel.Trouble?.Sentence,
                [.. parcel.Steps.Select(step => new StepPart(step.Label, step.Class, step.State, step.At))]))],
        };
    }

    /// <summary>Which parcel of several; null where there is one.</summary>
    public static string? WhichOf(OrderPages.Found found, int index) =>
        found.View.Parcels.Count > 1 ? found.Texts["Page.ParcelOf", ("index", index + 1), ("count", found.View.Parcels.Count)] : null;

    /// <summary>One parcel.</summary>
    public sealed record ParcelPart(string? Which, string Headline, string Tone, string Promise, string? Why, string? Trouble, IReadOnlyList<StepPart> Steps);

    /// <summary>One step: its name, <c>done</c>, <c>now</c>, <c>next</c> or <c>skipped</c>, the same in words, and the day.</summary>
    public sealed record StepPart(string Label, string State, string StateText, string? At);
}
