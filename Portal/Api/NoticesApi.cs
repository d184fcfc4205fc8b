using System.Text.Json;
using Tracking.Core.Notices;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Portal.Buyer;
using Tracking.Portal.Notices;

namespace Tracking.Portal.Api;

/// <summary>The part of the API by which a shop chooses what its buyers are told, and how.</summary>
public static class NoticesApi
{
    private const int MostBytes = 256 << 10;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, MaxDepth = 8 };

    private static readonly JsonSerializerOptions Answers = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapNotices(this RouteGroupBuilder api)
    {
        api.MapGet("/shop/notices", async (HttpContext context, NoticeStore notices) => Results.Json(NoticesAnswer.Of(await notices.SettingsAsync(ApiGate.ShopOf(context).Id, context.RequestAborted)), Answers))
            .WithSummary("What your buyers can ask to be told by e-mail.").Produces<NoticesAnswer>().ProducesProblem(401);
        api.MapPut("/shop/notices", SetAsync).WithSummary("Chooses what your buyers can ask to be told by e-mail, and edits the words.")
            .Accepts<NoticesAnswer>("application/json").Produces<NoticesAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(415).ProducesValidationProblem(422);
        api.MapPut("/shop/notices", () => NotJson()).ExcludeFromDescription();
        api.MapPost("/shop/notices/preview", PreviewAsync).WithSummary("Shows one message as your buyers would read it.")
            .Accepts<NoticePreviewRequest>("application/json").Produces<NoticePreviewAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(415).ProducesValidationProblem(422);
        api.MapPost("/shop/notices/preview", () => NotJson()).ExcludeFromDescription();
    }

    private static async Task<IResult> SetAsync(HttpContext context, NoticeStore notices)
    {
        var (request, wrong) = await ReadAsync<NoticesAnswer>(context);
        if (request is null)
            return wrong!;
        var (settings, problems) = request.Read();
        if (settings is null)
            return Problem.Of(problems);
        await notices.SetAsync(ApiGate.ShopOf(context).Id, settings, context.RequestAborted);
        return Results.Json(NoticesAnswer.Of(settings), Answers);
    }

    private static async Task<IResult> PreviewAsync(HttpContext context, NoticeStore notices, MailWriter writer)
    {
        var (request, wrong) = await ReadAsync<NoticePreviewRequest>(context);
        if (request is null)
            return wrong!;
        var problems = new List<FieldProblem>();
        var kinds = NoticesAnswer.KindsOf([request.Kind], "kind", problems);
        if (request.Language is { } tag && Language.All.All(language => language.Tag != tag))
            problems.Add(new("language", $"One of {string.Join(", ", Language.All.Select(language => language.Tag))}."));
        var shop = ApiGate.ShopOf(context);
        var settings = await notices.SettingsAsync(shop.Id, context.RequestAborted);
        if (request.Notices is { } tried)
        {
            var (read, more) = tried.Read();
            problems.AddRange(more);
            settings = read ?? settings;
        }
        if (problems.Count > 0)
            return Problem.Of(problems);
        var text = await writer.SampleAsync(shop, settings, kinds[0], Texts.Pick(request.Language ?? "en", null, null));
        return Results.Json(new NoticePreviewAnswer(text.Subject, text.Text, text.Html), Answers);
    }

    private static async Task<(T? Read, IResult? Wrong)> ReadAsync<T>(HttpContext context) where T : class
    {
        if (!context.Request.HasJsonContentType())
            return (null, NotJson());
        if (context.Request.ContentLength is > MostBytes)
            return (null, Problem.Of(413, "Too large", "At most 256 KiB."));
        try
        {
            return await context.Request.ReadFromJsonAsync<T>(Json, context.RequestAborted) is { } read ? (read, null) : (null, Problem.Of(400, "Nothing said", "The body is null."));
        }
        catch (Exception error) when (error is JsonException or BadHttpRequestException)
        {
            return (null, Problem.Of(400, "Not JSON", "The body cannot be read as JSON of this shape; see /docs."));
        }
    }

    private static IResult NotJson() => Problem.Of(415, "Not JSON", "Send application/json.");
}
