using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Tracking.Portal.Buyer;

/// <summary>JSON-LD within a page. Razor's own escapes would make it no JSON; <see cref="LinkedData"/> has written every angle bracket and ampersand as a JSON escape.</summary>
public sealed class LinkedDataElement : ComponentBase
{
    [Parameter] public required string Data { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (Data.AsSpan().IndexOfAny('<', '>', '&') >= 0)
            throw new InvalidOperationException("Linked data is written with JSON's own escapes.");
        builder.AddMarkupContent(0, $"<script type=\"application/ld+json\">{Data}</script>");
    }
}
