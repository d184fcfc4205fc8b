using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;
using Tracking.Core.Notices;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Buyer;
using Tracking.Portal.Live;

namespace Tracking.Portal.Notices;

/// <summary>Messages to buyers: what writes and sends them, and the pages by which buyers ask for them, end them and answer.</summary>
public static class NoticesSetup
{
    private const int MostBytes = 8192;

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <exception cref="ArgumentException">A setting is wrong; the message names the key.</exception>
    public static IServiceCollection AddNotices(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMailSettings(configuration);
        services.AddSingleton<ArrivalStore>();
        services.AddSingleton<MailWriter>();
        services.AddSingleton<MailSender>();
        services.AddHostedService<MailRounds>();
        return services;
    }

    /// <param name="pages">The group of buyers' pages.</param>
    public static void MapNotices(this RouteGroupBuilder pages)
    {
        pages.MapPost("/t/{token}/notices", SubscribeAsync);
        pages.MapMethods("/t/{token}/arrived", Reading, AskAsync);
        pages.MapPost("/t/{token}/arrived", AnswerAsync);
        pages.MapMethods("/notices/{token}", Reading, LookAsync);
        pages.MapPost("/notices/{token}", StopAsync);
    }

    /// <summary>The form on the page of an order; null where nothing is asked.</summary>
    public static async Task<NoticesView?> FormAsync(this NoticeStore notices, Order order, bool isOver, Texts texts, CancellationToken cancel)
    {
        var (hasAddress, settings, subscription) = await notices.FormAsync(order.Id, cancel);
        return NoticesView.Of(order.Token, hasAddress, isOver, settings, subscription, texts);
    }

    private static async Task<IResult> SubscribeAsync(string token, HttpContext context, OrderStore orders, NoticeStore notices, IOutputCacheStore kept, IOptions<PortalSettings> portal)
    {
        if (await ReadAsync(context) is not { } form)
            return Refused();
        if (await orders.FindByTokenAsync(token, context.RequestAborted) is not { } order)
            return Gone(context, portal);
        var texts = Reader.Of(context).For(order.Locale);
        var settings = await notices.SettingsAsync(order.Shop.Id, context.RequestAborted);
        var kinds = form["kind"].Select(name => Enum.TryParse<NoticeKind>(name, out var kind) ? kind : (NoticeKind?)null).OfType<NoticeKind>().Where(settings.Offers).Distinct().ToList();
        await notices.SubscribeAsync(order, kinds, texts.Language, true, context.RequestAborted);
        await kept.EvictByTagAsync(LiveFeed.TagOf(order.Id), context.RequestAborted);
        return SeeOther(context, $"/t/{token}{texts.Query}#notices");
    }

    private static async Task<IResult> LookAsync(string token, HttpContext context, OrderStore orders, NoticeStore notices, IOptions<PortalSettings> portal) =>
        await notices.FindByTokenAsync(token, context.RequestAborted) is { } subscription && await orders.FindAsync(subscription.OrderId, context.RequestAborted) is { } order
            ? Stop(context, subscription, order.Shop, subscription.EndedAt is not null, portal) : Gone(context, portal);

    /// <summary>Mail programs press the button for their users, without a page and an origin (RFC 8058): the token is the proof.</summary>
    private static async Task<IResult> StopAsync(string token, HttpContext context, OrderStore orders, NoticeStore notices, IOutputCacheStore kept, IOptions<PortalSettings> portal)
    {
        if (await notices.FindByTokenAsync(token, context.RequestAborted) is not { } subscription || await orders.FindAsync(subscription.OrderId, context.RequestAborted) is not { } order)
            return Gone(context, portal);
        await notices.EndAsync(subscription.Id, context.RequestAborted);
        await kept.EvictByTagAsync(LiveFeed.TagOf(subscription.OrderId), context.RequestAborted);
        return Stop(context, subscription, order.Shop, true, portal);
    }

    private static async Task<IResult> AskAsync(string token, string? answer, HttpContext context, OrderPages pages, ArrivalStore arrivals, NoticeStore notices, IOptions<PortalSettings> portal)
    {
        if (await pages.FindAsync(token, Reader.Of(context), context.RequestAborted) is not { } found)
            return Gone(context, portal);
        Privacy.Of(context.Response);
        context.Response.Headers.CacheControl = "no-store";
        var answers = await arrivals.ListAsync([.. found.Order.Parcels.Select(parcel => parcel.ParcelId)], context.RequestAborted);
        var questions = Delivered(found).Select(one => new ArrivedQuestion(one.Index,
            found.Order.Parcels.Count > 1 ? found.Texts["Page.ParcelOf", ("index", one.Index), ("count", found.Order.Parcels.Count)] : null,
            one.View.Headline, one.View.Items, answers.TryGetValue(one.ParcelId, out var said) ? said : null)).ToList();
        return Page<ArrivedPage>(200, new
        {
            found.Texts,
            found.View.ShopName,
            Questions = questions,
            Action = $"/t/{token}/arrived{found.Texts.Query}",
            Page = $"/t/{token}{found.Texts.Query}",
            Review = (await notices.SettingsAsync(found.Order.Shop.Id, context.RequestAborted)).ReviewUrl,
            Wanted = answer,
            found.View.Brand,
            portal.Value.IsDemo,
        });
    }

    private static async Task<IResult> AnswerAsync(string token, HttpContext context, OrderPages pages, ArrivalStore arrivals, IOptions<PortalSettings> portal)
    {
        if (await ReadAsync(context) is not { } form)
            return Refused();
        if (await pages.FindAsync(token, Reader.Of(context), context.RequestAborted) is not { } found)
            return Gone(context, portal);
        if (Delivered(found).FirstOrDefault(one => form["parcel"] == one.Index.ToString(System.Globalization.CultureInfo.InvariantCulture)) is not { ParcelId: > 0 } answered || form["answer"].ToString() is not ("yes" or "no"))
            return SeeOther(context, $"/t/{token}/arrived{found.Texts.Query}");
        await arrivals.AnswerAsync(answered.ParcelId, form["answer"] == "yes", context.RequestAborted);
        return SeeOther(context, $"/t/{token}/arrived{found.Texts.Query}#parcel-{answered.Index}");
    }

    /// <summary>The delivered parcels of an order, each with its place in it from 1.</summary>
    private static IEnumerable<(int Index, long ParcelId, ParcelPageView View)> Delivered(OrderPages.Found found)
    {
        var byId = found.Parcels.ToDictionary(view => view.Parcel.Id);
        var shown = found.Order.Parcels.Where(parcel => byId.ContainsKey(parcel.ParcelId)).ToList();
        return shown.Select((parcel, i) => (i + 1, parcel.ParcelId, found.View.Parcels[i]))
            .Where(one => byId[one.ParcelId].Timeline is { Stage: Core.Events.Stage.Delivered, Unconfirmed: null });
    }

    /// <summary>The form that one of our own pages sent; null for anybody else's.</summary>
    private static async Task<IFormCollection?> ReadAsync(HttpContext context)
    {
        if (!BuyerSetup.IsOwnPage(context.Request) || !context.Request.HasFormContentType || context.Request.ContentLength is null or > MostBytes)
            return null;
        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static IResult Refused() => Results.Problem("The form was sent from another site, or is none of ours.", statusCode: 403, title: "Refused");

    private static RazorComponentResult<StopPage> Stop(HttpContext context, Subscription subscription, Shop shop, bool ended, IOptions<PortalSettings> portal)
    {
        Privacy.Of(context.Response);
        context.Response.Headers.CacheControl = "no-store";
        return Page<StopPage>(200, new { Texts = Texts.Pick(Reader.Of(context).Asked, subscription.Language, null), Shop = shop, Ended = ended, portal.Value.IsDemo });
    }

    private static RazorComponentResult<GonePage> Gone(HttpContext context, IOptions<PortalSettings> portal)
    {
        Privacy.Of(context.Response);
        return Page<GonePage>(404, new { Texts = Reader.Of(context).For(), portal.Value.IsDemo });
    }

    private static IResult SeeOther(HttpContext context, string address)
    {
        Privacy.Of(context.Response);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = address;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static RazorComponentResult<T> Page<T>(int status, object parameters) where T : IComponent =>
        new(parameters) { StatusCode = status, PreventStreamingRendering = true };
}
